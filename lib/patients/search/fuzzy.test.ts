import fc from "fast-check";
import { expect, test } from "vitest";
import { isOneTypo } from "./fuzzy";

/** Edits between two words, neighbours swapped counted as one: optimal string alignment, by the book. */
function editDistance(a: readonly string[], b: readonly string[]): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) => b.concat("").map((__, j) => (i === 0 ? j : i)));
  const at = (i: number, j: number) => d[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const change = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      (d[i] ?? [])[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, change, swap);
    }
  }
  return at(a.length, b.length);
}

/** Whether some beginning of `token` is one edit away from `word`, and `token` does not simply begin with it. */
function isOneTypoByTheBook(word: string, token: string): boolean {
  const meant = [...token];
  const nearest = Math.min(
    ...Array.from({ length: meant.length + 1 }, (_, n) => editDistance([...word], meant.slice(0, n))),
  );
  return !token.startsWith(word) && nearest === 1;
}

test.each([
  ["smihtt", "smitht", true],
  ["smihters", "smithers", true],
  ["kowlsk", "kowalski", true],
  ["smith", "smithers", false],
  ["smth", "smith", true],
  ["smyth", "smith", true],
  ["smtyh", "smith", false],
  ["abcd", "", false],
])("%s for %s: %s", (word, token, expected) => {
  expect(isOneTypo(word, token)).toBe(expected);
  expect(isOneTypoByTheBook(word, token)).toBe(expected);
});

test("agrees with the edit distance to every beginning of the word that was meant", () => {
  const letters = fc.constantFrom("a", "b", "c", "ß", "😀");
  const word = fc.array(letters, { minLength: 4, maxLength: 7 }).map((l) => l.join(""));
  const token = fc.array(letters, { maxLength: 9 }).map((l) => l.join(""));
  fc.assert(
    fc.property(word, token, (typed, meant) => {
      expect(isOneTypo(typed, meant)).toBe(isOneTypoByTheBook(typed, meant));
    }),
    { numRuns: 500 },
  );
});

test("sees every single typo in a word, wherever it is", () => {
  const word = fc.stringMatching(/^[a-z]{4,10}$/);
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom(..."abcxyz"), fc.nat(3), (meant, place, letter, kind) => {
      const at = place % meant.length;
      const typed = [
        meant.slice(0, at) + letter + meant.slice(at + 1),
        meant.slice(0, at) + letter + meant.slice(at),
        meant.slice(0, at) + meant.slice(at + 1),
        meant.slice(0, at) + meant.charAt(at + 1) + meant.charAt(at) + meant.slice(at + 2),
      ][kind];
      fc.pre(typed !== undefined && !meant.startsWith(typed));
      expect(isOneTypo(typed ?? "", meant)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
