import "server-only";
import { z } from "zod";

/** A letter with its marks is up to four code units when they are sent apart, and at least one when they are one. */
const UNITS_PER_LETTER = 4;

/**
 * What was typed, in Unicode's composed form (NFC) and without space around it; null when that is longer than `max` UTF-16 code
 * units. The length as it was sent is looked at first: putting marks in order takes time that grows with the square of their
 * number, 40 s for 200,000 of them.
 */
export function readShortText(typed: string, max: number): string | null {
  if (typed.length > max * UNITS_PER_LETTER) return null;
  const text = typed.trim().normalize("NFC");
  return text.length > max ? null : text;
}

/** The schema of a field that people type, read by readShortText. What stands after it sees a short text or is not asked. */
export function shortText(max: number, tooLong = `must be at most ${max} characters`) {
  return z.string().transform((typed, check) => {
    const text = readShortText(typed, max);
    if (text !== null) return text;
    check.addIssue({ code: "custom", message: tooLong });
    return z.NEVER;
  });
}

/** A search text as PostgreSQL can be asked for it: NUL and halves of surrogate pairs, which nothing stored holds, are spaces. */
export function toPlainSearch(typed: string): string {
  return typed
    .toWellFormed()
    .replaceAll(/[\0\ufffd]/g, " ")
    .trim();
}
