import "server-only";
import type { CodeableConcept, PatientContact as FhirContact, HumanName, Patient } from "@medplum/fhirtypes";
import { type AsOf, isInUse, textOf, textsOf } from "@/lib/fhir";
import type { PatientContact } from "../schema";
import { givenOf } from "./name";
import { composed } from "./retold";
import { contactValue, setContact } from "./telecom";

type Match = (shown: PatientContact, wanted: PatientContact) => boolean;

// A contact is recognised by all it says, else by whose it is, else by where they are reached: one of the three may be corrected.
const MATCHES: readonly Match[] = [
  (a, b) => isSame(a, b),
  (a, b) => a.name !== "" && a.name === b.name && a.relationship === b.relationship,
  (a, b) => a.name !== "" && a.name === b.name,
  (a, b) => a.phone !== "" && a.phone === b.phone,
];

function isSame(a: PatientContact, b: PatientContact): boolean {
  return a.name === b.name && a.relationship === b.relationship && a.phone === b.phone;
}

/** A name as it is written in one line: as recorded so, else its parts in their order. */
function wholeName(name: HumanName | undefined): string {
  const parts = [...(name?.prefix ?? []), givenOf(name), name?.family, ...(name?.suffix ?? [])];
  return name?.text?.trim() || parts.filter(Boolean).join(" ");
}

function toShown(contact: FhirContact, at: AsOf): PatientContact {
  return {
    name: composed(wholeName(contact.name)),
    relationship: composed(textsOf(contact.relationship) ?? "").trim(),
    phone: composed(contactValue(contact, "phone", at) ?? ""),
  };
}

function isShown(contact: FhirContact, at: AsOf): boolean {
  const { name, phone } = toShown(contact, at);
  return isInUse(contact, at) && (name !== "" || phone !== "");
}

/** Whom to turn to for a patient at that moment; "" for what is not recorded. Organisations alone are not among them. */
export function contactsOf(patient: Patient, at: AsOf): PatientContact[] {
  return (patient.contact ?? []).filter((one) => isShown(one, at)).map((one) => toShown(one, at));
}

/**
 * Makes the list that contactsOf shows into another one. A contact that is recognised in it keeps all that the list does not say
 * (address, e-mail, codes of the relationship, period); those that are not shown stay as they are.
 */
export function setContacts(patient: Patient, wanted: readonly PatientContact[], at: AsOf): void {
  const present = patient.contact ?? [];
  const open = present.filter((one) => isShown(one, at));
  const chosen = new Map<PatientContact, FhirContact>();
  for (const match of MATCHES) {
    for (const one of wanted) {
      const index = chosen.has(one) ? -1 : open.findIndex((contact) => match(toShown(contact, at), one));
      const [contact] = index === -1 ? [] : open.splice(index, 1);
      if (contact) chosen.set(one, contact);
    }
  }
  const gone = new Set(open);
  const added = wanted.filter((one) => !chosen.has(one)).map((one) => write({}, one, at));
  for (const [one, contact] of chosen) write(contact, one, at);
  if (gone.size === 0 && added.length === 0) return;
  const all = [...present.filter((contact) => !gone.has(contact)), ...added];
  if (all.length > 0) patient.contact = all;
  else delete patient.contact;
}

function write(contact: FhirContact, wanted: PatientContact, at: AsOf): FhirContact {
  const before = toShown(contact, at);
  if (wanted.relationship !== before.relationship) writeRelationship(contact, wanted.relationship);
  // The list knows a name as one text: parts of the former one would contradict it.
  if (wanted.name === "") delete contact.name;
  else if (wanted.name !== before.name) {
    const { use, period } = contact.name ?? {};
    contact.name = { ...(use && { use }), text: wanted.name, ...(period && { period }) };
  }
  setContact(contact, "phone", { value: wanted.phone, at });
  return contact;
}

/** Relationships that are still among the words keep their codes. */
function writeRelationship(contact: FhirContact, words: string): void {
  const wanted = words
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
  const present = contact.relationship ?? [];
  const relationship = wanted.map(
    (text): CodeableConcept =>
      present.find((concept) => composed(textOf(concept) ?? "") === text) ?? { text },
  );
  if (relationship.length > 0) contact.relationship = relationship;
  else delete contact.relationship;
}
