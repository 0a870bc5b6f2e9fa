import fc from "fast-check";
import { expect, test } from "vitest";
import { letterWithMarks, timeOf } from "@/tests/factories/marks";
import { testDatabase } from "@/tests/harness/database";
import { parseEmailAddress, toEmailKey } from "./email-address";

const database = testDatabase();

test.each([
  [" Nurse@Demo.Test ", "Nurse@Demo.Test", "nurse@demo.test"],
  ["Zoe\u0308@Praxis.test", "Zoë@Praxis.test", "zoë@praxis.test"],
  ["ÉLISE@x.test", "ÉLISE@x.test", "Élise@x.test"],
])("%j is read as %j with the key %j", (typed, text, key) => {
  expect(parseEmailAddress(typed)).toEqual({ text, key });
});

test.each([
  "",
  "@",
  "nurse",
  "nurse@",
  "@demo.test",
  "a b@demo.test",
  "a@b@c",
  "\0a@b",
  "a@b\0",
  "a\u200b@b",
  "\ud800@b",
  "a@\u202eb",
  "a\u00a0b@c",
  `${"a".repeat(320)}@b`,
])("%j is nobody's address", (typed) => {
  expect(parseEmailAddress(typed)).toBeNull();
});

test("the key is the one that the database makes, of any text", async () => {
  const addresses = fc.sample(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), 300);
  const written = [...addresses, "İstanbul", "ISPARTA", "ﬁx", "ǅ", "Σς", "ẞ", "K"].filter(
    (text) => !text.includes("\0"),
  );
  const rows = await database().owner<{ text: string; key: string }[]>`
    SELECT x AS text, lower(x COLLATE "C") AS key FROM unnest(${written}::text[]) AS x`;
  for (const { text, key } of rows) expect(toEmailKey(text)).toBe(key);
});

test("two addresses that differ in case only are one, whichever tenant has them", async () => {
  const { owner } = database();
  const add = (email: string) => owner`
    INSERT INTO app_user (tenant_id, id, email, name, role, password_hash)
    SELECT tenant_id, gen_random_uuid(), ${email}, 'A user', 'nurse', 'x' FROM tenant WHERE slug = 'demo'`;
  await add("Twice@clinic.test");
  await expect(add("tWICE@clinic.test")).rejects.toMatchObject({ code: "23505" });
});

test("an address of accents without end costs nothing", () => {
  const typed = `${letterWithMarks(200_000)}@demo.test`;
  expect(timeOf(() => expect(parseEmailAddress(typed)).toBeNull())).toBeLessThan(50);
});
