import "server-only";
import type { ContactPoint, HumanName, Identifier, Patient, PatientCommunication } from "@medplum/fhirtypes";
import { toMoment } from "@/lib/fhir";
import { toPatientNames, toPhoneReversed } from "./rules";

/** The typed columns of a patient's row as far as the resource tells them; the MRN may still be taken by someone else. */
export type PatientDraft = {
  wantedMrn: string | null;
  familyName: string;
  givenName: string;
  names: string;
  birthDate: string | null;
  birthDateText: string | null;
  sex: "male" | "female" | "other" | "unknown";
  phone: string | null;
  phoneReversed: string | null;
  deceased: boolean;
  deceasedAt: string | null;
  language: string | null;
};

// HL7 v2 table 0203: the medical record number first; numbers of the state are no record numbers.
const NOT_A_RECORD_NUMBER = new Set(["SS", "SB", "DL", "PPN", "NI", "TAX"]);
const MRN_LETTERS_MAX = 100;
// What an index row of PostgreSQL holds, with room to spare.
const NAMES_BYTES_MAX = 1_500;

function typeOf(identifier: Identifier): string | undefined {
  return identifier.type?.coding?.[0]?.code;
}

function mrnOf(identifiers: readonly Identifier[]): string | null {
  const usable = identifiers.filter(({ value }) => value?.trim() && value.length <= MRN_LETTERS_MAX);
  const mrn =
    usable.find((identifier) => typeOf(identifier) === "MR") ??
    usable.find((identifier) => !NOT_A_RECORD_NUMBER.has(typeOf(identifier) ?? ""));
  return mrn?.value?.trim() ?? null;
}

/** The name a patient is listed under: the current official one, else the usual, else any. */
export function mainName(names: readonly HumanName[]): HumanName | undefined {
  const current = names.filter(({ use }) => use !== "old" && use !== "maiden");
  const byUse = (use: HumanName["use"]): HumanName | undefined => current.find((name) => name.use === use);
  return byUse("official") ?? byUse("usual") ?? current[0] ?? names[0];
}

function givenOf(name: HumanName | undefined): string {
  // A given name may be null where only an extension is recorded.
  return (name?.given ?? []).filter(Boolean).join(" ");
}

/** A name that comes as text alone: the last word is taken for the family name. */
function splitText(text: string): { family: string; given: string } {
  const words = text.trim().split(/\s+/);
  return { family: words.at(-1) ?? "", given: words.slice(0, -1).join(" ") };
}

function namesOf(patient: Patient): Pick<PatientDraft, "familyName" | "givenName" | "names"> {
  const all = patient.name ?? [];
  const main = mainName(all);
  const hasParts = Boolean(main?.family || givenOf(main));
  const { family, given } = hasParts
    ? { family: main?.family ?? "", given: givenOf(main) }
    : splitText(main?.text ?? "");
  const others = all.flatMap((name) =>
    name === main ? [] : [name.family ?? "", givenOf(name), name.text ?? ""],
  );
  return {
    familyName: family,
    givenName: given,
    names: indexable(toPatientNames({ family, given, others: others.filter(Boolean) })),
  };
}

/** The words as far as an index can hold them; a name of more is found by its beginning. */
function indexable(names: string): string {
  const kept: string[] = [];
  let bytes = 0;
  for (const word of names.split(" ")) {
    bytes += Buffer.byteLength(word) + 1;
    if (bytes <= NAMES_BYTES_MAX) kept.push(word);
  }
  return kept.join(" ");
}

/** The phone or e-mail address a patient is reached under. */
export function contactOf(patient: Patient, system: "phone" | "email"): ContactPoint | undefined {
  return patient.telecom?.find((contact) => contact.system === system && contact.value?.trim());
}

/** The language a patient prefers, else the first one recorded. */
export function preferredLanguage(patient: Patient): PatientCommunication | undefined {
  const spoken = patient.communication ?? [];
  return spoken.find(({ preferred }) => preferred) ?? spoken[0];
}

function languageOf(patient: Patient): string | null {
  const chosen = preferredLanguage(patient);
  return (
    chosen?.language?.coding?.find(({ code }) => code)?.code ??
    chosen?.language?.text ??
    patient.language ??
    null
  );
}

/**
 * A FHIR Patient as the columns of its row. All names (maiden, nickname, other scripts) are among the words that find it.
 * @throws MappingFault when a date in it does not exist
 */
export function patientFromFhir(patient: Patient, timeZone: string): PatientDraft {
  const born = toMoment(patient.birthDate, "UTC", "Patient.birthDate");
  const died = toMoment(patient.deceasedDateTime, timeZone, "Patient.deceasedDateTime");
  const phone = contactOf(patient, "phone")?.value?.trim() ?? null;
  return {
    wantedMrn: mrnOf(patient.identifier ?? []),
    ...namesOf(patient),
    birthDate: born.at?.slice(0, 10) ?? null,
    birthDateText: patient.birthDate && patient.birthDate.length < 10 ? patient.birthDate : null,
    sex: patient.gender ?? "unknown",
    phone,
    phoneReversed: toPhoneReversed(phone),
    deceased: patient.deceasedBoolean === true || patient.deceasedDateTime !== undefined,
    deceasedAt: died.at ?? null,
    language: languageOf(patient),
  };
}
