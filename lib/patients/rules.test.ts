import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyText } from "@/tests/factories/any-text";
import { letterWithMarks, timeOf } from "@/tests/factories/marks";
import { AFTER_ALL, normaliseName, toMrnKey, toPatientNames, toPhoneReversed } from "./rules";

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 120 }),
  anyText(120),
  fc.stringMatching(/^[A-Za-zÀ-ž'’ -]{1,60}$/),
);
/** In the order of bytes, which is that of the indexes; JavaScript's own is that of UTF-16. */
const endsBefore = (word: string) => Buffer.compare(Buffer.from(word), Buffer.from(AFTER_ALL)) < 0;
const words = (names: string) => names.split(" ").filter(Boolean);

describe("a normalised name", () => {
  test.each([
    ["Müller", "muller"],
    ["ŁUKASZ Ødegård", "lukasz odegard"],
    ["O’Brien", "obrien"],
    ["Smith-Jones", "smith jones"],
    ["  Straße\t7 ", "strasse 7"],
    ["İstanbul", "istanbul"],
    ["שָׁלוֹם", "שלום"],
    ["हिन्दी", "हिन्दी"],
    ["a\u200db", "ab"],
    ["", ""],
  ])("%j is %j", (name, normalised) => {
    expect(normaliseName(name)).toBe(normalised);
  });

  test("holds words of letters and digits, one space between, and is its own normal form", () => {
    fc.assert(
      fc.property(text, (name) => {
        const normalised = normaliseName(name);
        expect(normalised).toMatch(/^([\p{L}\p{N}\p{M}]+( [\p{L}\p{N}\p{M}]+)*)?$/u);
        expect(words(normalised).every((word) => [...word].length <= 40 && endsBefore(word))).toBe(true);
        expect(normaliseName(normalised)).toBe(normalised);
      }),
    );
  });

  test("does not depend on case or on how accents are encoded", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zà-öø-þ' -]{1,40}$/), (name) => {
        expect(normaliseName(name.toUpperCase())).toBe(normaliseName(name));
        expect(normaliseName(name.normalize("NFD"))).toBe(normaliseName(name));
      }),
    );
  });
});

describe("the words that find a patient", () => {
  test.each([
    [{ family: "O'Brien", given: "Seán" }, "obrien o brien sean"],
    [{ family: "Smith-Jones", given: "Jo" }, "smith jones smithjones jo"],
    [{ family: "Jo", given: "Jo" }, "jo jo"],
    [{ family: "Ali", given: "Amal", others: ["Amal Haddad", "Haddad"] }, "ali amal haddad"],
  ])("%j", (name, names) => {
    expect(toPatientNames(name)).toBe(names);
  });

  test("are those of the family and the given name, and never more than an index entry holds", () => {
    fc.assert(
      fc.property(text, text, fc.array(text, { maxLength: 4 }), (family, given, others) => {
        const found = words(toPatientNames({ family, given, others }));
        expect(found.length).toBeLessThanOrEqual(24);
        const own = [...words(normaliseName(family)), ...words(normaliseName(given))];
        if (found.length < 24) expect(found).toEqual(expect.arrayContaining(own));
        expect(found.every((word) => normaliseName(word) === word)).toBe(true);
      }),
    );
  });
});

test("a phone is its last ten digits from the end, however it is written", () => {
  expect(toPhoneReversed("+1 (555) 010-4471")).toBe("1744010555");
  expect(toPhoneReversed("０１２３")).toBe("3210");
  for (const typed of [
    "(020) 7946 0999 ext 12",
    "020 7946 0999 x12",
    "+44 20 7946 0999;ext=12",
    "020 7946 0999 #12",
  ])
    expect(toPhoneReversed(typed)).toMatch(/^99906497/);
  expect([toPhoneReversed(null), toPhoneReversed(undefined), toPhoneReversed("ext.")]).toEqual([
    null,
    null,
    null,
  ]);
  const digits = fc.stringMatching(/^\d{1,15}$/);
  fc.assert(
    fc.property(digits, fc.constantFrom(" ", "-", ".", ") "), (number, separator) => {
      const reversed = toPhoneReversed([...number].join(separator)) ?? "";
      expect(reversed).toBe([...number.slice(-10)].reverse().join(""));
      // The last digits of the phone are a beginning of its index entry.
      expect(reversed.startsWith(toPhoneReversed(number.slice(-4)) ?? "")).toBe(true);
    }),
  );
});

test("an MRN is searched by its letters and digits, and its beginnings by theirs", () => {
  expect(toMrnKey(" A-12/34 ")).toBe("a1234");
  fc.assert(
    fc.property(text, (mrn) => {
      const key = toMrnKey(mrn);
      expect(key).toMatch(/^[\p{L}\p{N}]*$/u);
      expect(key.length).toBeLessThanOrEqual(64);
      expect(toMrnKey(key)).toBe(key);
    }),
  );
});

test("accents without end in an imported name, MRN or phone take no time", () => {
  const marks = letterWithMarks(200_000);
  for (const run of [
    () => toPatientNames({ family: marks, given: "" }),
    () => toMrnKey(marks),
    () => toPhoneReversed(marks),
  ])
    expect(timeOf(run)).toBeLessThan(50);
});
