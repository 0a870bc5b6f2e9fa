import "server-only";
import type { PatientDraft } from "./patient-from-fhir";
import { indexable, toPatientNames } from "./rules";
import { isOneTypo } from "./search/fuzzy";

/** Each word is a row in every index of names, and one for every other word. */
const WORDS_MAX = 6;
/** Shorter words are not corrected by a search. */
const CORRECTED_MIN = 4;

/** What the stored row says. */
export type Listed = { familyName: string; formerNames: string };

/**
 * A draft that goes on being found by the family names under which its patient was listed before: by words, latest first, six at most.
 * One that was a slip of the key is none, since a search finds it anyway: begun like the present one, or one letter away.
 */
export function keepFormerNames(draft: PatientDraft, before: Listed): PatientDraft {
  const present = wordsIn(toPatientNames({ family: draft.familyName, given: "" }));
  const left = wordsIn(toPatientNames({ family: before.familyName, given: "" })).filter(
    (word) => !present.some((now) => now.startsWith(word) || isSlip(word, now)),
  );
  const former = new Set([...left, ...wordsIn(before.formerNames)]);
  const names = wordsIn(draft.names);
  const kept = [...former].filter((word) => !present.includes(word)).slice(0, WORDS_MAX);
  return {
    ...draft,
    formerNames: kept.join(" "),
    names: indexable([...names, ...kept.filter((word) => !names.includes(word))].join(" ")),
  };
}

function isSlip(former: string, now: string): boolean {
  return former.length >= CORRECTED_MIN && isOneTypo(former, now);
}

function wordsIn(text: string): string[] {
  return text.split(" ").filter(Boolean);
}
