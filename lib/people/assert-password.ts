import "server-only";
import { normalisePassword } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { judgePassword } from "./judge-password";
import { passwordFault } from "./rules";

/** Of zxcvbn's 0 to 4: withstands a hundred million guesses. */
const SCORE_MIN = 3;
/** What is left without the person's own words has to withstand a million on its own. */
const REST_SCORE_MIN = 2;
const WORD_LENGTH_MIN = 3;

export type PasswordOwner = { name: string; email: string; clinic: string; slug: string };

/**
 * Refuses a password that is short, known, or easily guessed by somebody who knows its owner. No composition is asked for (NIST
 * SP 800-63B). `path` is the field that the refusal is told under.
 * @throws AppError("invalid_input") with what to do
 */
export async function assertPassword(typed: string, owner: PasswordOwner, path: string): Promise<void> {
  const password = normalisePassword(typed);
  const fault = passwordFault(password) ?? (await guessed(password, ownWords(owner)));
  if (fault) throw new AppError("invalid_input", fault, { errors: [{ path, message: fault }] });
}

async function guessed(password: string, words: readonly string[]): Promise<string | null> {
  const { score, restScore, isKnown, warning } = await judgePassword(password, words);
  if (isKnown) return "This password is on the lists that are tried first. Choose another one.";
  if (restScore !== null && restScore < REST_SCORE_MIN)
    return "Your name, your address and the clinic are the first guesses. Add words that have nothing to do with them.";
  if (score >= SCORE_MIN) return null;
  return `This would be guessed too soon. ${warning ? `${warning} ` : ""}Add another word or two that nobody expects.`;
}

/** The words that somebody who knows the owner would try. */
function ownWords({ name, email, clinic, slug }: PasswordOwner): string[] {
  const words = [name, email, clinic, slug].flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const whole = [email.toLowerCase(), clinic.toLowerCase()];
  return [...new Set([...whole, ...words])]
    .filter((word) => word.length >= WORD_LENGTH_MIN)
    .sort((a, b) => b.length - a.length);
}
