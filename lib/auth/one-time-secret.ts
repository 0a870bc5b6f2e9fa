import "server-only";
import { createHash, randomBytes } from "node:crypto";

/** A secret of 256 random bits that is shown once, after `prefix`, and the hash that is stored of it. */
export function makeSecret(prefix: string): { secret: string; hash: Buffer } {
  const secret = `${prefix}${randomBytes(32).toString("base64url")}`;
  return { secret, hash: hashSecret(secret) };
}

/** SHA-256 is enough for what nobody can guess; a slow hash is for passwords. */
export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
