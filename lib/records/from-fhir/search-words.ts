import "server-only";
import { normaliseName } from "@/lib/patients";
import type { RecordDraft } from "./record-draft";

const WORDS_MAX = 2_000;
const WORD_LETTERS_MAX = 60;

/**
 * The words the full-text search finds a row by, normalised like names (lower case, accents off, letters and digits only)
 * and space-separated: the text form of a tsvector. A query must be normalised the same way.
 */
export function searchWords(draft: RecordDraft): string {
  const { title, code, valueText, status, category, author, components, searchTexts } = draft;
  const componentTexts = components?.map(({ title: name }) => name) ?? [];
  const texts = [title, code, valueText, status, category, author, ...componentTexts, ...(searchTexts ?? [])];
  const words = new Set<string>();
  for (const text of texts) {
    if (!text) continue;
    for (const word of normaliseName(text).split(" ")) {
      if (words.size >= WORDS_MAX) break;
      if (word) words.add([...word].slice(0, WORD_LETTERS_MAX).join(""));
    }
  }
  return [...words].join(" ");
}
