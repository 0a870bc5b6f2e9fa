import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DATE_ORDERS, type DateOrder, isValidDate } from "@/lib/time";
import { anyText } from "@/tests/factories/any-text";
import { letterWithMarks, timeOf } from "@/tests/factories/marks";
import { parseSearch } from "./parse-search";

const parse = (text: string, order: DateOrder = "month-day-year") => {
  const { words, numbers, birthDates, mrn } = parseSearch(text, order);
  return { words, numbers, birthDates, mrn };
};
const nothing = { words: [], numbers: [], birthDates: [], mrn: null };

describe("a search text is read as", () => {
  test.each([
    ["Smith, J", { words: ["smith", "j"] }],
    ["O'Brien  SEÁN", { words: ["obrien", "sean"] }],
    ["1984-03-12 smith", { birthDates: ["1984-03-12"], words: ["smith"] }],
    ["smith 3/12/1984", { birthDates: ["1984-03-12"], words: ["smith"] }],
    ["12.03.1984", { birthDates: ["1984-03-12"] }],
    ["smith 1984/03/12", { birthDates: ["1984-03-12"], words: ["smith"] }],
    ["0048213", { numbers: ["0048213"] }],
    ["+1 (555) 010-4471", { numbers: ["15550104471"] }],
    ["smith 4471", { words: ["smith"], numbers: ["4471"] }],
    ["A-1234", { words: ["a"], numbers: ["1234"], mrn: "a1234" }],
    ["１９８４-０３-１２", { birthDates: ["1984-03-12"] }],
    ["", {}],
    ["…!?", {}],
  ])("%j", (text, expected) => {
    expect(parse(text)).toMatchObject({ ...nothing, mrn: expect.toBeOneOf([null, "a1234"]), ...expected });
  });

  test.each(["29.02.2023", "01.01.0000", "99.99.9999", "0000-00-00"])(
    "a number, when there is no such day: %s",
    (text) => {
      expect(parse(text)).toEqual({ ...nothing, numbers: [text.replace(/\D/g, "")] });
    },
  );

  test("a day in the clinic's order", () => {
    expect(parse("03/12/1984", "month-day-year").birthDates).toEqual(["1984-03-12"]);
    expect(parse("03/12/1984", "day-month-year").birthDates).toEqual(["1984-12-03"]);
  });
});

const typed = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 300 }),
  anyText(300),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          "smith",
          "O'Brien",
          "Müller-Lüdenscheidt",
          "0048",
          "12.03.1984",
          "2026-02-30",
          "\0",
          "王",
          "-",
          "(",
        ),
        fc.stringMatching(/^[\w.+()/-]{1,12}$/),
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(" ")),
);

test("whatever is typed, a search holds at most six words, two numbers and one real day, each clean", () => {
  fc.assert(
    fc.property(typed, fc.constantFrom(...DATE_ORDERS), (text, order) => {
      const { words, numbers, birthDates, mrn, normalised } = parseSearch(text, order);
      expect(words.length).toBeLessThanOrEqual(6);
      expect(numbers.length).toBeLessThanOrEqual(2);
      expect(birthDates.length).toBeLessThanOrEqual(1);
      expect(words.every((word) => /^[\p{L}\p{N}\p{M}]+$/u.test(word))).toBe(true);
      expect(numbers.every((number) => /^\d+$/.test(number))).toBe(true);
      expect(birthDates.every(isValidDate)).toBe(true);
      expect(mrn === null || /^[\p{L}\p{N}]{1,64}$/u.test(mrn)).toBe(true);
      expect(normalised.isWellFormed()).toBe(true);
    }),
  );
});

test("two texts of one spelling ask for the same: the cache may answer one with the other", () => {
  fc.assert(
    fc.property(typed, typed, (one, other) => {
      const [a, b] = [parseSearch(one, "month-day-year"), parseSearch(` ${other} `, "month-day-year")];
      if (a.normalised === b.normalised) expect(b).toEqual(a);
      expect(parseSearch(` ${one}  `, "month-day-year")).toEqual(a);
    }),
  );
});

test("a text of accents without end is read in no time, and spaces before one do not push it out", () => {
  expect(timeOf(() => parseSearch(letterWithMarks(200_000), "day-month-year"))).toBeLessThan(50);
  expect(parseSearch(`${" ".repeat(5_000)}smith`, "day-month-year").words).toEqual(["smith"]);
});
