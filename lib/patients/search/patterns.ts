import "server-only";
import type { Fragment } from "@/db/client";
import { AFTER_ALL } from "../rules";
import type { Ask } from "./ask";

/** That each of the words begins a different word of the row's `names`. */
export function namesBegin({ tx }: Pick<Ask, "tx">, words: readonly string[]): Fragment {
  return tx`(' ' || names) LIKE ALL (${beginsPatterns(words)}::text[])`;
}

/** That each of the words is a whole word of the row's `names`. */
export function namesBear({ tx }: Pick<Ask, "tx">, words: readonly string[]): Fragment {
  return tx`(' ' || names || ' ') LIKE ALL (${wholePatterns(words)}::text[])`;
}

/**
 * LIKE patterns over `' ' || names` that hold when every word begins a different word of the name.
 * A word that k of the searched words begin with must begin k words of the name ("jo jo" wants two).
 */
export function beginsPatterns(words: readonly string[]): string[] {
  return [...new Set(words)].map((word) => {
    const times = words.filter((other) => other.startsWith(word)).length;
    return `${`% ${word}`.repeat(times)}%`;
  });
}

/** LIKE patterns over `' ' || names || ' '` that hold when every word is a whole word of the name. */
export function wholePatterns(words: readonly string[]): string[] {
  return [...new Set(words)].map((word) => `% ${word} %`);
}

/**
 * The range of `patient_pair.pair` that covers two words, the longer one first: the longer in full behind the first two
 * letters of the shorter, or, when that is a single letter, the other way round.
 */
export function pairRange(longer: string, shorter: string): { from: string; before: string } {
  const isInitial = [...shorter].length < 2;
  const from = isInitial ? `${firstTwo(longer)} ${shorter}` : `${firstTwo(shorter)} ${longer}`;
  return { from, before: from + AFTER_ALL };
}

function firstTwo(word: string): string {
  return [...word].slice(0, 2).join("");
}
