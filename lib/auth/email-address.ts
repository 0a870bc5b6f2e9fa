import "server-only";
import { readShortText } from "@/lib/text";

/** RFC 5321: 64 for the mailbox, 255 for the host. */
const LENGTH_MAX = 320;
/** One mailbox at one host: no white space, no character that is not seen, no half of a surrogate pair. */
const SHAPE = /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u;

export type EmailAddress = {
  /** As typed, without space around it, in Unicode's composed form. */
  text: string;
  /** What it is looked up, counted and compared by; see toEmailKey. */
  key: string;
};

/** The address in `typed`, or `null` when nobody can have one like that. The only way from typed text to an address. */
export function parseEmailAddress(typed: string): EmailAddress | null {
  const text = readShortText(typed, LENGTH_MAX);
  if (text === null || !text.isWellFormed() || !SHAPE.test(text)) return null;
  return { text, key: toEmailKey(text) };
}

/**
 * The key under which an address is stored (`app_user.email_key`): A to Z in lower case, every other character as it is.
 * JavaScript and PostgreSQL (`lower(… COLLATE "C")`) agree on no more than these 26: `İ` becomes two characters in one and
 * one in the other.
 */
export function toEmailKey(address: string): string {
  return address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
