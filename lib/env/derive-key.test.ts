import { createHmac, hkdfSync } from "node:crypto";
import { expect, test } from "vitest";
import { deriveKey } from "./derive-key";

const bytes = (secret: string, purpose: string) => deriveKey(secret, purpose).export().toString("hex");

test("each purpose and each secret has a key of its own, always the same", () => {
  const keys = [bytes("one secret", "cursor"), bytes("one secret", "audit"), bytes("another", "cursor")];
  expect(new Set(keys).size).toBe(3);
  expect(bytes("one secret", "cursor")).toBe(keys[0]);
});

test("a purpose and a secret do not run into one another", () => {
  expect(bytes("b", "a")).not.toBe(bytes("", "a\0b"));
});

test("it is HKDF-SHA-256 of 32 bytes, so that what an earlier release sealed still opens", () => {
  const plain = Buffer.from(hkdfSync("sha256", "one secret", "", "swiftchart audit query", 32));
  const mac = (key: Parameters<typeof createHmac>[1]) =>
    createHmac("sha256", key).update("smith").digest("hex");
  expect(mac(deriveKey("one secret", "audit query"))).toBe(mac(plain));
});
