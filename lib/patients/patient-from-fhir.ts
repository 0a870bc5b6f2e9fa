import "server-only";
import type { Identifier, Patient } from "@medplum/fhirtypes";
import { type AsOf, asOf, nextTurn, toMoment } from "@/lib/fhir";
import { languageOf } from "./registration/language";
import { givenOf, listedName, toShownName } from "./registration/name";
import { contactValue } from "./registration/telecom";
import { indexable, toPatientNames, toPhoneReversed } from "./rules";

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
  /** When the names or the phone may be others without a change; see migration 0017. */
  nextChangeAt: string | null;
  /** Words of earlier family names; none as far as the resource alone tells. See keepFormerNames. */
  formerNames: string;
};

// HL7 v2 table 0203: the medical record number first; numbers of the state are no record numbers.
const NOT_A_RECORD_NUMBER = new Set(["SS", "SB", "DL", "PPN", "NI", "TAX"]);
const MRN_LETTERS_MAX = 100;

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

function namesOf(patient: Patient, at: AsOf): Pick<PatientDraft, "familyName" | "givenName" | "names"> {
  const listed = listedName(patient, at);
  const { familyName, givenName } = toShownName(listed);
  const others = (patient.name ?? []).flatMap((name) =>
    name === listed ? [] : [name.family ?? "", givenOf(name), name.text ?? ""],
  );
  return {
    familyName,
    givenName,
    names: indexable(
      toPatientNames({ family: familyName, given: givenName, others: others.filter(Boolean) }),
    ),
  };
}

/**
 * A FHIR Patient as the columns of its row: the name and phone that are in use at `now`. All names (maiden, nickname, other scripts) are among the words that find it.
 * @throws MappingFault when a date in it does not exist
 */
export function patientFromFhir(patient: Patient, timeZone: string, now: Date = new Date()): PatientDraft {
  const at = asOf(timeZone, now);
  const born = toMoment(patient.birthDate, "UTC", "Patient.birthDate");
  const died = toMoment(patient.deceasedDateTime, timeZone, "Patient.deceasedDateTime");
  const phone = contactValue(patient, "phone", at);
  return {
    wantedMrn: mrnOf(patient.identifier ?? []),
    ...namesOf(patient, at),
    birthDate: born.at?.slice(0, 10) ?? null,
    birthDateText: patient.birthDate && patient.birthDate.length < 10 ? patient.birthDate : null,
    sex: patient.gender ?? "unknown",
    phone,
    phoneReversed: toPhoneReversed(phone),
    deceased: patient.deceasedBoolean === true || patient.deceasedDateTime !== undefined,
    deceasedAt: died.at ?? null,
    language: languageOf(patient),
    formerNames: "",
    nextChangeAt: nextTurn([...(patient.name ?? []), ...(patient.telecom ?? [])], at, timeZone),
  };
}
