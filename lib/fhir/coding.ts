import "server-only";
import type { CodeableConcept, Coding } from "@medplum/fhirtypes";

// The vocabularies the product's own lists and rules are keyed by, best first.
const PREFERRED = [
  "http://loinc.org",
  "http://snomed.info/sct",
  "http://www.nlm.nih.gov/research/umls/rxnorm",
  "http://hl7.org/fhir/sid/cvx",
];

// PostgreSQL cannot index a much longer one, and no vocabulary has it.
const CODE_LETTERS_MAX = 200;

function rankOf({ system }: Coding): number {
  const rank = PREFERRED.indexOf(system ?? "");
  return rank === -1 ? PREFERRED.length : rank;
}

/** The coding to file a concept under: LOINC, SNOMED CT, RxNorm, CVX, else the first with a code. */
export function bestCoding(concept: CodeableConcept | undefined): Coding | undefined {
  const coded = (concept?.coding ?? []).filter(({ code }) => code && code.length <= CODE_LETTERS_MAX);
  return coded.sort((a, b) => rankOf(a) - rankOf(b))[0];
}

/** How a concept is called: its text, else a display, else its code; undefined when it says nothing. */
export function textOf(concept: CodeableConcept | undefined): string | undefined {
  const text = concept?.text?.trim();
  if (text) return text;
  const best = bestCoding(concept);
  return best?.display ?? concept?.coding?.find(({ display }) => display)?.display ?? best?.code;
}

/** Texts of several concepts, without empty ones, parted by ", ". */
export function textsOf(concepts: readonly CodeableConcept[] | undefined): string | undefined {
  const texts = (concepts ?? []).map(textOf).filter((text) => text !== undefined);
  return texts.length > 0 ? [...new Set(texts)].join(", ") : undefined;
}

/** The first code of a concept, for status-like concepts with one meaning. */
export function codeOf(concept: CodeableConcept | undefined): string | undefined {
  return concept?.coding?.find(({ code }) => code)?.code;
}

/** Columns `code` and `codeSystem` of a concept. */
export function codeColumns(concept: CodeableConcept | undefined): {
  code?: string | undefined;
  codeSystem?: string | undefined;
} {
  const best = bestCoding(concept);
  return { code: best?.code, codeSystem: best?.system };
}
