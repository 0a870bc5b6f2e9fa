import "server-only";
import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from "node:crypto";
import type { z } from "zod";
import { deriveKey, env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** What identifies the last row of a page: the values its list is ordered by, and what later pages need not find out again. */
export type CursorPart = string | number | boolean;

const SHAPE = /^[\w-]{1,1000}$/;
const IV_BYTES = 12;
const TAG_BYTES = 16;
// A command without AUTH_SECRET reads only the cursors it wrote itself.
const OWN_SECRET = randomBytes(32).toString("base64url");

function keyOf(part: "value" | "iv"): KeyObject {
  return deriveKey(env().AUTH_SECRET ?? OWN_SECRET, `cursor ${part}`);
}

/**
 * Where a page ended, as opaque text for a URL. Sealed (AES-256-GCM), because a day of a visit beside a patient's id has no
 * place in an address. Only its own clinic can read it. The same parts give the same text, so that the same page has the same entity tag.
 */
export function encodeCursor(tenantId: string, parts: readonly CursorPart[]): string {
  const text = JSON.stringify(parts);
  // Of the clinic as well: one for two seals that differ would give the key away.
  const iv = createHmac("sha256", keyOf("iv")).update(`${tenantId} ${text}`).digest().subarray(0, IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf("value"), iv).setAAD(Buffer.from(tenantId));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url");
}

/**
 * The parts of a cursor that encodeCursor wrote for this clinic and that have the shape of this list's.
 * @throws AppError("invalid_cursor") for anything else
 */
export function decodeCursor<T>(tenantId: string, schema: z.ZodType<T>, text: string): T {
  try {
    if (!SHAPE.test(text)) throw new Error("not written by encodeCursor");
    return schema.parse(JSON.parse(unseal(tenantId, Buffer.from(text, "base64url"))));
  } catch {
    throw new AppError("invalid_cursor", "Ask for the first page again, without a cursor.");
  }
}

function unseal(tenantId: string, sealed: Buffer): string {
  const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", keyOf("value"), sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(tenantId))
    .setAuthTag(tag);
  return decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
}
