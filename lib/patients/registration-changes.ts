import "server-only";
import type { Patient } from "@medplum/fhirtypes";
import { asOf } from "@/lib/fhir";
import { otherChanges } from "./other-changes";
import { patientFromFhir } from "./patient-from-fhir";
import { registrationOf } from "./registration/registration-of";
import type { FieldChange } from "./schema";

type Moment = { timeZone: string; made: Date };

/**
 * What one version of a registration changed: the fields of the form, a death, and after them whatever else differs, by its name in
 * FHIR. Nothing is left out: a difference that has no words of its own is `otherDetails`. What is shown is what was in use when
 * the version was made; what was over by then had ended without whoever made it.
 */
export function registrationChanges(before: string, after: string, moment: Moment): FieldChange[] {
  const [then, now] = [JSON.parse(before) as Patient, JSON.parse(after) as Patient];
  const [shownThen, shownNow] = [fieldsOf(then, moment), fieldsOf(now, moment)];
  const shown = Object.keys(shownNow).flatMap((field) => {
    const [old, next] = [shownThen[field] || null, shownNow[field] || null];
    return old === next ? [] : [{ field, before: old, after: next }];
  });
  const changes = [...shown, ...otherChanges(then, now, shown)];
  return changes.length > 0 ? changes : [{ field: "otherDetails", before: null, after: null }];
}

function fieldsOf(patient: Patient, { timeZone, made }: Moment): Record<string, string | null> {
  const { birthDate, birthDateText, sex } = patientFromFhir(patient, timeZone, made);
  const { address, identifiers, contacts, ...shown } = registrationOf(patient, asOf(timeZone, made));
  return {
    ...shown,
    birthDate: birthDateText ?? birthDate,
    sex,
    deceased: patient.deceasedDateTime ?? yesOrNo(patient.deceasedBoolean),
    address: address && Object.values(address).filter(Boolean).join(", "),
    identifiers: identifiers.map(({ system, value }) => [system, value].filter(Boolean).join(" ")).join("; "),
    contacts: contacts.map((contact) => Object.values(contact).filter(Boolean).join(", ")).join("; "),
  };
}

function yesOrNo(value: boolean | undefined): string | null {
  if (value === undefined) return null;
  return value ? "yes" : "no";
}
