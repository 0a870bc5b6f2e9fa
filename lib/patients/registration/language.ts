import "server-only";
import type { Patient, PatientCommunication } from "@medplum/fhirtypes";

const LANGUAGE_TAGS = "urn:ietf:bcp:47";

/** The language a patient prefers (FHIR R4, Patient.communication.preferred), else the first one recorded. */
function preferredLanguage(patient: Patient): PatientCommunication | undefined {
  const spoken = patient.communication ?? [];
  return spoken.find(({ preferred }) => preferred) ?? spoken[0];
}

function tagOf(spoken: PatientCommunication | undefined): string | undefined {
  return spoken?.language?.coding?.find(({ code }) => code)?.code;
}

/**
 * The language to speak with a patient, as its tag, else as it was written; null when none is recorded. `Patient.language` is none:
 * it is the language the record itself is written in (FHIR R4, resource.html#Resource).
 */
export function languageOf(patient: Patient): string | null {
  const chosen = preferredLanguage(patient);
  return tagOf(chosen) ?? chosen?.language?.text ?? null;
}

/** Whether nothing is recorded of a language but its tag and the preference, so that nothing is lost when it says another. */
function isPlain({ language, preferred: _preferred, ...more }: PatientCommunication): boolean {
  const { coding = [], ...rest } = language ?? {};
  const [first, ...others] = coding;
  const { system: _system, code: _code, ...details } = first ?? {};
  return others.length === 0 && [more, rest, details].every((part) => Object.keys(part).length === 0);
}

/** Whether a language without a tag is called what the tag is called, in English or in itself: "Quechua" and qu. */
function isNamed(spoken: PatientCommunication, tag: string): boolean {
  const called = spoken.language?.text?.trim().toLowerCase();
  const names = ["en", tag].map((by) =>
    new Intl.DisplayNames([by], { type: "language" }).of(tag)?.toLowerCase(),
  );
  return tagOf(spoken) === undefined && called !== undefined && names.includes(called);
}

function prefer(chosen: PatientCommunication, all: readonly PatientCommunication[]): void {
  for (const one of all) {
    if (one === chosen) one.preferred = true;
    else delete one.preferred;
  }
}

/**
 * Makes a language the preferred one, or takes the preferred one away (null). What is recorded of a language (display, text, a second
 * coding, how well it is spoken) says nothing of another one: with such details it stays among those "which may be used to
 * communicate with the patient" (FHIR R4, Patient.communication), and only the preference moves.
 */
export function setLanguage(patient: Patient, tag: string | null): void {
  if (languageOf(patient) === tag) return;
  const present = preferredLanguage(patient);
  const spoken = patient.communication ?? [];
  if (tag === null) {
    const others = spoken.filter((one) => one !== present);
    if (others.length > 0) patient.communication = others;
    else delete patient.communication;
    return;
  }
  const coding = { system: LANGUAGE_TAGS, code: tag };
  const known = spoken.find((one) => tagOf(one) === tag);
  if (known) prefer(known, spoken);
  else if (present && isPlain(present)) present.language = { coding: [coding] };
  else if (present?.language && isNamed(present, tag)) {
    present.language.coding = [coding, ...(present.language.coding ?? [])];
  } else {
    const added = { language: { coding: [coding] }, preferred: true };
    patient.communication = [...spoken, added];
    prefer(added, patient.communication);
  }
}
