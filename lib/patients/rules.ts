export { parseTypedDate } from "./typed-date";

/** Letters that Unicode does not decompose but people type without their stroke. */
const LETTERS: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ħ: "h",
  ı: "i",
  ŋ: "n",
  ŧ: "t",
};

// Accents of Latin, Greek and Cyrillic, Hebrew points and Arabic vowel marks. Marks of other scripts carry the vowel, so they stay.
const ACCENTS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]/gu;
const APOSTROPHES = /['’‘ʼʻ`´′＇]/gu;
/** Longer words and more of them find nobody, and an index entry must stay small. */
const WORD_LETTERS_MAX = 40;
const WORDS_MAX = 24;
const MRN_KEY_MAX = 64;
const NOT_A_WORD = /[^\p{L}\p{N}\p{M}]+/gu;
const INVISIBLE = /\p{Cf}/gu;

/** Sorts after every other character in byte order: the end of a prefix range. */
export const AFTER_ALL = "\u{10FFFF}";

/** Marks without end would be put in order for minutes; beyond this nothing is kept of a name, an MRN or a phone. */
const READ_MAX = 4_000;

function fold(text: string): string {
  return text
    .slice(0, READ_MAX)
    .toWellFormed()
    .normalize("NFKD")
    .replace(ACCENTS, "")
    .toLowerCase()
    .replace(/[ßæœøđðłþħıŋŧ]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFC")
    .replace(INVISIBLE, "");
}

/**
 * A name or search text as its words: lower case, accents off, letters and digits only, one space between.
 * Apostrophes join (O'Brien → obrien), hyphens part (Smith-Jones → smith jones). Letters of other scripts stay.
 */
export function normaliseName(text: string): string {
  const words = fold(text).replace(APOSTROPHES, "").replace(NOT_A_WORD, " ").trim().split(" ");
  return words
    .map((word) => (word.length > WORD_LETTERS_MAX ? [...word].slice(0, WORD_LETTERS_MAX).join("") : word))
    .join(" ");
}

/**
 * Every word that finds a patient by name, space-separated and without repeats beyond those in the names themselves.
 * Besides the plain words: "o brien" for O'Brien and "smithjones" for Smith-Jones, because people type those too.
 */
export function toPatientNames(name: { family: string; given: string; others?: readonly string[] }): string {
  const parts = [name.family, name.given, ...(name.others ?? [])];
  const words: string[] = [];
  const seen = new Set<string>();
  for (const part of parts) {
    const plain = normaliseName(part).split(" ").filter(Boolean);
    // A second name part (maiden, nickname) repeats words of the first; the family and given names may share one.
    const isMain = part === name.family || part === name.given;
    for (const word of plain) {
      if (isMain || !seen.has(word)) words.push(word);
      seen.add(word);
    }
    for (const variant of typedVariants(part)) {
      if (!seen.has(variant)) words.push(variant);
      seen.add(variant);
    }
  }
  return words.slice(0, WORDS_MAX).join(" ");
}

// What an index row of PostgreSQL holds, with room to spare.
const NAMES_BYTES_MAX = 1_500;
const utf8 = new TextEncoder();

/** The words as far as an index can hold them; a name of more is found by its beginning. */
export function indexable(names: string): string {
  const kept: string[] = [];
  let bytes = 0;
  for (const word of names.split(" ")) {
    bytes += utf8.encode(word).length + 1;
    if (bytes <= NAMES_BYTES_MAX) kept.push(word);
  }
  return kept.join(" ");
}

function typedVariants(part: string): string[] {
  const variants: string[] = [];
  for (const word of part.toWellFormed().split(/\s+/)) {
    if (/\p{L}['’‘ʼʻ`´′＇]\p{L}/u.test(word)) {
      variants.push(...normaliseName(word.replace(APOSTROPHES, " ")).split(" "));
    }
    if (/\p{L}[-‐‑–]\p{L}/u.test(word)) variants.push(normaliseName(word).replaceAll(" ", ""));
  }
  return variants.filter(Boolean);
}

/** An MRN as it is searched: lower case, letters and digits only. */
export function toMrnKey(mrn: string): string {
  return fold(mrn)
    .replace(/[^\p{L}\p{N}]/gu, "")
    .slice(0, MRN_KEY_MAX);
}

const PHONE_DIGITS_MAX = 10;
/** What is dialled after the number itself: "ext. 12", "x12", "#12", ";ext=12". Nobody looks for a patient by it. */
const EXTENSION = /(?:;?ext(?:ension|n)?[.:=]?|x|#)\s*\d{1,6}\s*$/i;

/**
 * The last ten digits of a phone, last one first, so that a search for its last digits is a search for a prefix and a
 * country code does not matter. `null` without digits.
 */
export function toPhoneReversed(phone: string | null | undefined): string | null {
  const digits = (phone ?? "").slice(-READ_MAX).normalize("NFKC").replace(EXTENSION, "").replace(/\D/g, "");
  return digits ? [...digits].reverse().join("").slice(0, PHONE_DIGITS_MAX) : null;
}
