import { expect, test } from "vitest";
import { letterWithMarks, timeOf } from "@/tests/factories/marks";
import { readShortText, shortText, toPlainSearch } from "./short-text";

test.each([
  [" Zoe\u0308 ", 3, "Zoë"],
  ["Zoe\u0308", 2, null],
  ["", 3, ""],
  ["a\u0323\u0302".repeat(3), 3, "ậậậ"],
  [" ".repeat(13), 3, null],
])("%j is read in the composed form, within %i", (typed, max, text) => {
  expect(readShortText(typed, max)).toBe(text);
});

test("a text that is too long costs nothing, whatever it is made of", () => {
  expect(timeOf(() => readShortText(letterWithMarks(200_000), 200))).toBeLessThan(50);
});

test("what stands behind a field is not asked about a text that is too long", () => {
  const field = shortText(3, "too long").refine((text) => text.startsWith("Z"), "must begin with Z");
  expect(field.safeParse("Zoë").data).toBe("Zoë");
  expect(field.safeParse("Zoë B").error?.issues.map(({ message }) => message)).toEqual(["too long"]);
  expect(field.safeParse("Ann").error?.issues.map(({ message }) => message)).toEqual(["must begin with Z"]);
});

test("a search text never holds what PostgreSQL cannot take", () => {
  expect(toPlainSearch("\0a\0b\ud800 ")).toBe("a b");
});
