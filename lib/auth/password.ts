import "server-only";
import { hash, verify } from "@node-rs/argon2";
import { inTurn, type Line } from "./password-queue";

/** OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. The one place of it. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Longer ones are wrong whatever they are: hashing work must not grow with what is sent. */
export const PASSWORD_LENGTH_MAX = 200;

/** The one spelling in which a password is measured, hashed and compared: keyboards send the same letter in several (NIST SP 800-63B). */
export function normalisePassword(password: string): string {
  return password.normalize("NFKC");
}

/**
 * Hashes a password for app_user.password_hash (PHC string).
 * @throws AppError("unavailable") when too much password work waits
 */
export function hashPassword(password: string): Promise<string> {
  return inTurn("known", () => hash(normalisePassword(password), ARGON2ID));
}

let decoy: Promise<string> | undefined;

/**
 * Whether the password fits the hash. Without a hash it takes as long and says no, so that timing tells nothing about who exists.
 * @throws AppError("unavailable") when too much password work waits; nothing was looked at then
 */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
  line: Line = "known",
): Promise<boolean> {
  decoy ??= hash("no account has this password", ARGON2ID);
  const expected = passwordHash ?? (await decoy);
  // Composed letters may be more when they are spelt in one way: room for them, and never for more.
  const typed = normalisePassword(password.slice(0, PASSWORD_LENGTH_MAX * 4));
  const isRight = await inTurn(line, () => verify(expected, typed.slice(0, PASSWORD_LENGTH_MAX * 2)));
  return isRight && passwordHash !== null && [...typed].length <= PASSWORD_LENGTH_MAX;
}
