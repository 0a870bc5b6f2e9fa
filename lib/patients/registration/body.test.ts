import { expect, test } from "vitest";
import { letterWithMarks, timeOf } from "@/tests/factories/marks";
import { patientChange } from "./body";

test.each(["a@b.c", "ann.lee+x@mail.example.org", "", "zoë@praxis.test"])("%j is an address", (email) => {
  expect(patientChange.parse({ email })).toEqual({ email });
});

test.each(["a", "a@b", "@b.c", "a@.b", "a@b.", "a@b..c", "a b@c.d", "a@b.c d"])("%j is none", (email) => {
  expect(patientChange.safeParse({ email }).success).toBe(false);
});

test.each([
  ["familyName", letterWithMarks(200_000)],
  ["phone", letterWithMarks(200_000)],
  ["birthDate", letterWithMarks(200_000)],
  ["language", `en${"-abcd".repeat(100_000)}`],
  ["email", letterWithMarks(200_000)],
  ["email", `x@${".".repeat(200_000)} a`],
  ["email", `${"x@".repeat(100_000)}.`],
])("a %s without end is refused at once", (field, text) => {
  const read = () => patientChange.safeParse({ [field]: text });
  expect(timeOf(() => expect(read().error?.issues).toHaveLength(1))).toBeLessThan(100);
});

test("an address of the greatest length is judged in no time, whatever it is made of", () => {
  for (const email of [`x@${".".repeat(250)} `, `x@${"a.".repeat(124)}@`, "x".repeat(254)])
    expect(timeOf(() => expect(patientChange.safeParse({ email }).success).toBe(false))).toBeLessThan(10);
});

test.each(["12 Main St\r\nApt 4", "12 Main St\rApt 4", "12 Main St\nApt 4\r\n"])(
  "%j is a street of two lines",
  (line) => {
    expect(patientChange.parse({ address: { line } })).toEqual({ address: { line: "12 Main St\nApt 4" } });
  },
);
