import "server-only";
import { createHmac } from "node:crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { writePool } from "@/lib/tenancy";

/** Failures of one address, and of one network address, that cost no wait. A clinic shares one network address. */
const FREE_PER_EMAIL = 5;
const FREE_PER_IP = 50;

type Subjects = { hashes: Buffer[]; free: number[] };

/** What failures are counted against; only keyed hashes reach the database. */
export function throttleSubjects(email: string, ip: string | null): Subjects {
  const digest = (text: string) =>
    createHmac("sha256", env().AUTH_SECRET ?? "")
      .update(text)
      .digest();
  const byEmail = digest(`sign-in email ${email.trim().toLowerCase()}`);
  if (!ip) return { hashes: [byEmail], free: [FREE_PER_EMAIL] };
  return { hashes: [byEmail, digest(`sign-in ip ${ip}`)], free: [FREE_PER_EMAIL, FREE_PER_IP] };
}

function toArray(hashes: readonly Buffer[]): string {
  return `{${hashes.map((h) => `"\\\\x${h.toString("hex")}"`).join(",")}}`;
}

/** @throws AppError("too_many_requests") while one of the subjects has to wait */
export async function assertNotThrottled({ hashes }: Subjects): Promise<void> {
  const [row] = await writePool()<{ until: string | null }[]>`
    SELECT auth_blocked_until(${toArray(hashes)}::text::bytea[]) AS until`;
  if (!row?.until) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((Date.parse(row.until) - Date.now()) / 1000));
  throw new AppError(
    "too_many_requests",
    `Too many failed attempts. Try again in ${waitInWords(retryAfterSeconds)}.`,
    {
      retryAfterSeconds,
    },
  );
}

function waitInWords(seconds: number): string {
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}

/** Counts an attempt as failed; called before the password is looked at, so that parallel guesses all count. */
export async function noteFailure({ hashes, free }: Subjects): Promise<void> {
  await writePool()`SELECT auth_note_failure(${toArray(hashes)}::text::bytea[], ${`{${free.join(",")}}`}::text::int[])`;
}

/** After a right password: forgets the failures of the address, and takes this attempt off those of the network address. */
export async function forgetFailures({ hashes }: Subjects): Promise<void> {
  await writePool()`SELECT auth_forget_failures(${toArray(hashes)}::text::bytea[])`;
}
