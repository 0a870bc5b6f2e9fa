import type { ReactNode } from "react";
import { normaliseName } from "@/lib/patients/rules";

/** A name with the letters that were searched marked, whatever accents either has. */
export function Highlight({ text, words }: { text: string; words: readonly string[] }) {
  const parts: ReactNode[] = [];
  // Words are told apart as the search does it: letters, marks and digits, with apostrophes inside.
  for (const [i, part] of text.split(/([^\p{L}\p{M}\p{N}'’]+)/u).entries()) {
    const plain = normaliseName(part);
    const match = words.filter((word) => plain.startsWith(word)).sort((a, b) => b.length - a.length)[0];
    const cut = match ? lengthOf(part, match) : 0;
    parts.push(cut > 0 ? <mark key={`${i}m`}>{part.slice(0, cut)}</mark> : null, part.slice(cut));
  }
  return <>{parts}</>;
}

/** How many characters of `part` stand for the normalised `word`. */
function lengthOf(part: string, word: string): number {
  let end = 0;
  for (const character of part) {
    if (normaliseName(part.slice(0, end)).length >= word.length) break;
    end += character.length;
  }
  return end;
}
