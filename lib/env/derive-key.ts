import "server-only";
import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

const KEY_BYTES = 32;
const derived = new Map<string, KeyObject>();

/**
 * The key of one purpose, by HKDF-SHA-256 from a secret: knowing one says nothing of the others.
 * A KeyObject, because node examines plain bytes anew each time they are used (50 µs, where this takes 8).
 */
export function deriveKey(secret: string, purpose: string): KeyObject {
  const id = `${purpose}\0${secret}`;
  let key = derived.get(id);
  if (!key) {
    key = createSecretKey(Buffer.from(hkdfSync("sha256", secret, "", `swiftchart ${purpose}`, KEY_BYTES)));
    derived.set(id, key);
  }
  return key;
}
