import fc from "fast-check";
import { expect, test } from "vitest";
import { beginsPatterns, pairRange, wholePatterns } from "./patterns";

/** LIKE with `%` as the only wildcard. */
function isLike(text: string, pattern: string): boolean {
  return new RegExp(`^${pattern.split("%").join(".*")}$`).test(text);
}

const words = fc.array(fc.stringMatching(/^[ab]{1,3}$/), { minLength: 1, maxLength: 3 });

/** Whether each word can be given a word of the name of its own that begins with it. */
function canAssign(asked: readonly string[], name: readonly string[]): boolean {
  const [first, ...rest] = asked;
  if (first === undefined) return true;
  return name.some((word, i) => word.startsWith(first) && canAssign(rest, name.toSpliced(i, 1)));
}

test("two words want two words of the name, wherever they stand", () => {
  fc.assert(
    fc.property(words, words, (asked, name) => {
      const text = ` ${name.join(" ")}`;
      if (canAssign(asked, name)) expect(beginsPatterns(asked).every((p) => isLike(text, p))).toBe(true);
      // A beginning that k of the words share must begin k words of the name.
      const isShort = asked.some((w) => {
        const wanted = asked.filter((other) => other.startsWith(w)).length;
        return name.filter((n) => n.startsWith(w)).length < wanted;
      });
      if (isShort) expect(beginsPatterns(asked).every((p) => isLike(text, p))).toBe(false);
    }),
  );
});

test("whole words are words of the name", () => {
  fc.assert(
    fc.property(words, words, (asked, name) => {
      const isWhole = wholePatterns(asked).every((p) => isLike(` ${name.join(" ")} `, p));
      expect(isWhole).toBe(asked.every((word) => name.includes(word)));
    }),
  );
});

test("a pair is looked up by the longer word behind two letters of the shorter", () => {
  expect(pairRange("smith", "jo")).toEqual({ from: "jo smith", before: "jo smith\u{10FFFF}" });
  expect(pairRange("smith", "j")).toMatchObject({ from: "sm j" });
  expect(pairRange("王小", "王")).toMatchObject({ from: "王小 王" });
});
