import fc from "fast-check";
import { expect, test } from "vitest";
import { opaqueKey, open, seal } from "./seal";

const SECRET = "a secret that is long enough to derive a key";

test("what was sealed opens again, and shows nothing of itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 4 }), fc.string(), (text, key) => {
      const sealed = seal(text, key, SECRET);
      expect(open(sealed, key, SECRET)).toBe(text.toWellFormed());
      expect(sealed.includes(text)).toBe(false);
    }),
  );
});

test("the same text twice is two different values", () => {
  expect(seal("text", "key", SECRET).equals(seal("text", "key", SECRET))).toBe(false);
});

test("a value opens under its own key and secret only", () => {
  const sealed = seal("text", "key", SECRET);
  expect(() => open(sealed, "another key", SECRET)).toThrow();
  expect(() => open(sealed, "key", `${SECRET}, another`)).toThrow();
});

test("a value that was changed anywhere, or cut, does not open", () => {
  const sealed = seal("text", "key", SECRET);
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => open(changed, "key", SECRET)).toThrow();
    expect(() => open(sealed.subarray(0, at), "key", SECRET)).toThrow();
  }
});

test("a key in Redis tells neither tenant nor patient, and differs by secret", () => {
  const key = JSON.stringify(["summary", "0197f0a0-0000-7000-8000-000000000001", "12"]);
  expect(opaqueKey(key, SECRET)).toMatch(/^swiftchart:[\w-]{43}$/);
  expect(opaqueKey(key, SECRET)).toBe(opaqueKey(key, SECRET));
  expect(opaqueKey(key, SECRET)).not.toBe(opaqueKey(key, `${SECRET}, another`));
});
