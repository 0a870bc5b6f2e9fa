import "server-only";
import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from "node:crypto";
import { deriveKey } from "@/lib/env";

const IV_BYTES = 12;
const TAG_BYTES = 16;

function keyOf(secret: string, purpose: "key" | "value"): KeyObject {
  return deriveKey(secret, `cache ${purpose}`);
}

/** A key that says nothing about the tenant, the patient or the search: HMAC-SHA-256, base64url. */
export function opaqueKey(key: string, secret: string): string {
  return `swiftchart:${createHmac("sha256", keyOf(secret, "key")).update(key).digest("base64url")}`;
}

/** AES-256-GCM; the key of the entry is authenticated too, so that a value cannot be moved to another key. */
export function seal(text: string, key: string, secret: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret, "value"), iv).setAAD(Buffer.from(key));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** @throws Error when the value was not sealed for this key with this secret */
export function open(sealed: Buffer, key: string, secret: string): string {
  const iv = sealed.subarray(0, IV_BYTES);
  const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  // Without the length a tag cut to four bytes would do.
  const decipher = createDecipheriv("aes-256-gcm", keyOf(secret, "value"), iv, {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(key))
    .setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
    "utf8",
  );
}
