import "server-only";
import type { Patient } from "@medplum/fhirtypes";
import { type AsOf, setPrimitive } from "@/lib/fhir";
import { setAddress } from "./address";
import { setBirthDate } from "./birth-date";
import type { PatientChange } from "./body";
import { setContacts } from "./contacts";
import { setIdentifiers } from "./identifiers";
import { setLanguage } from "./language";
import { setName } from "./name";
import { setContact } from "./telecom";

/**
 * Writes a change into the resource itself, into what is in use at that moment. What the change does not name stays as it came, and
 * what says so already is not touched.
 */
export function applyChange(patient: Patient, change: PatientChange, at: AsOf): void {
  const { familyName, givenName, birthDate, sex, phone, email, address, language, identifiers, contacts } =
    change;
  if (familyName !== undefined || givenName !== undefined) setName(patient, { familyName, givenName }, at);
  if (birthDate !== undefined) setBirthDate(patient, birthDate);
  // Not recorded is shown as unknown.
  if (sex !== undefined && sex !== (patient.gender ?? "unknown")) setPrimitive(patient, "gender", sex);
  if (phone !== undefined) setContact(patient, "phone", { value: phone, at });
  if (email !== undefined) setContact(patient, "email", { value: email, at });
  if (address !== undefined) setAddress(patient, address, at);
  if (language !== undefined) setLanguage(patient, language);
  if (identifiers !== undefined) setIdentifiers(patient, identifiers, at);
  if (contacts !== undefined) setContacts(patient, contacts, at);
}

/**
 * Takes away a narrative that was made of the content alone, because it goes on telling the former one (FHIR R4, narrative.html: of
 * status "generated" and "extensions" it is "entirely generated" from the resource). One that somebody added to stays.
 */
export function dropGeneratedNarrative(patient: Patient): void {
  const status = patient.text?.status;
  if (status === "generated" || status === "extensions") delete patient.text;
}
