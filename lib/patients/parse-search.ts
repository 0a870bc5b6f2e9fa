import { type DateOrder, isValidDate } from "@/lib/time";
import { normaliseName, toMrnKey } from "./rules";
import { parseTypedDate } from "./typed-date";

/** What a search box's text asks for. `words` match names (or an MRN), `numbers` an MRN or the end of a phone. */
export type SearchTerms = {
  words: string[];
  numbers: string[];
  birthDates: string[];
  /** Set when the whole text could be one MRN with letters in it: `a-1234`. */
  mrn: string | null;
  /** The text in one spelling, for the cache and the audit hash. */
  normalised: string;
};

const MAX_TEXT = 200;
/** The same with marks sent apart from their letters. Cut before they are put together, which costs the square of their number. */
const MAX_SENT = 4 * MAX_TEXT;
const MAX_TERMS = 6;
const DATE_SHAPE = /(?<!\d)(\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4})(?!\d)/g;

/**
 * Reads a search text: dates first (in the clinic's order), then phone numbers with their separators, then words.
 * Text beyond 200 characters and terms beyond six are ignored: nobody's name needs more, and no input may be an error.
 */
export function parseSearch(typed: string, dateOrder: DateOrder): SearchTerms {
  const text = typed.trimStart().slice(0, MAX_SENT).toWellFormed();
  const mrn = toWholeMrn(text);
  let rest = text.normalize("NFKC").replaceAll("\0", " ").slice(0, MAX_TEXT);
  const birthDates: string[] = [];
  rest = rest.replace(DATE_SHAPE, (shape) => {
    const date = parseTypedDate(shape, dateOrder);
    if (!date || !isValidDate(date)) return shape;
    birthDates.push(date);
    return " ";
  });
  const numbers: string[] = [];
  rest = rest.replace(/(?<![\p{L}\p{N}])\+?\(?\d[\d\s().-]*\d(?![\p{L}\p{N}])/gu, (shape) => {
    numbers.push(shape.replace(/\D/g, ""));
    return " ";
  });
  const words: string[] = [];
  for (const word of normaliseName(rest).split(" ")) {
    if (/^\d+$/.test(word)) numbers.push(word);
    else if (word) words.push(word);
  }
  const terms = {
    words: words.slice(0, MAX_TERMS),
    numbers: numbers.slice(0, 2),
    birthDates: birthDates.slice(0, 1),
  };
  const normalised = [...terms.birthDates, ...terms.numbers, ...terms.words, mrn ? `#${mrn}` : ""]
    .join(" ")
    .trim();
  return { ...terms, mrn, normalised };
}

function toWholeMrn(text: string): string | null {
  const whole = text.trim();
  if (whole.length > 64 || /\s/.test(whole) || !/\p{N}/u.test(whole) || !/\p{L}/u.test(whole)) return null;
  return toMrnKey(whole) || null;
}
