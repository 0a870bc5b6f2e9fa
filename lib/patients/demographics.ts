import "server-only";
import type { Address, HumanName, Patient } from "@medplum/fhirtypes";
import { z } from "zod";
import { shortText } from "@/lib/text";
import { isValidDate } from "@/lib/time";
import { contactOf, mainName, preferredLanguage } from "./patient-from-fhir";
import type { PatientAddress } from "./schema";

// Controls and what turns the direction of the text around it; joiners stay, Persian and Indic names need them.
const UNSHOWN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const isClean = (text: string): boolean => text.isWellFormed() && !UNSHOWN.test(text.replaceAll("\n", ""));
const words = (max: number) => shortText(max).refine(isClean, "holds characters that cannot be shown");
const line = (max: number) => words(max).refine((text) => !text.includes("\n"), "must be one line");

// Each part ends where the next begins, so that no text makes it look twice.
const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const PARTIAL_DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;
const FIRST_YEAR = "1850";

/** `1984`, `1984-03` or `1984-03-12`; the future is refused where the clinic's day is known. */
const birthDate = z
  .string()
  .refine(
    (text) => PARTIAL_DATE.test(text) && text >= FIRST_YEAR && isValidDate(`${text}-01-01`.slice(0, 10)),
    `must be a date (1984-03-12), a month (1984-03) or a year, from ${FIRST_YEAR} on`,
  );

/** What a change of a patient's registration may hold. A field that is left out stays; null takes it away. */
export const patientChange = z
  .strictObject({
    familyName: line(200),
    givenName: line(200),
    birthDate: birthDate.nullable(),
    sex: z.enum(["male", "female", "other", "unknown"], "must be male, female, other or unknown"),
    phone: line(50)
      .refine((text) => text === "" || /\d/.test(text), "must hold a digit")
      .nullable(),
    email: line(254)
      .refine((text) => text === "" || EMAIL.test(text), "must look like name@example.org")
      .nullable(),
    address: z
      .strictObject({
        line: words(400),
        city: line(100),
        state: line(100),
        postalCode: line(20),
        country: line(100),
      })
      .partial()
      .nullable(),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, "must be a language tag such as en or es-MX")
      .nullable(),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "must change something");
export type PatientChange = z.output<typeof patientChange>;

/** The parts of a registration that have no column of their own. */
export function contactPartsOf(patient: Patient): { email: string | null; address: PatientAddress | null } {
  return { email: contactOf(patient, "email")?.value?.trim() ?? null, address: addressOf(patient) };
}

function currentAddress(patient: Patient): Address | undefined {
  const all = patient.address ?? [];
  return (
    all.find(({ use }) => use === "home") ??
    all.find(({ use }) => use !== "old" && use !== "billing") ??
    all[0]
  );
}

function addressOf(patient: Patient): PatientAddress | null {
  const address = currentAddress(patient);
  if (!address) return null;
  const { city = "", state = "", postalCode = "", country = "" } = address;
  const lines = address.line?.join("\n") || (address.city || address.postalCode ? "" : (address.text ?? ""));
  return { line: lines, city, state, postalCode, country };
}

/** Writes a change into the resource itself; everything the change does not name stays as it came. */
export function applyChange(patient: Patient, change: PatientChange): void {
  if (change.familyName !== undefined || change.givenName !== undefined) applyName(patient, change);
  if (change.birthDate !== undefined) setOrDelete(patient, "birthDate", change.birthDate);
  if (change.sex !== undefined) patient.gender = change.sex;
  if (change.phone !== undefined) applyContact(patient, "phone", change.phone);
  if (change.email !== undefined) applyContact(patient, "email", change.email);
  if (change.address !== undefined) applyAddress(patient, change.address);
  if (change.language !== undefined) applyLanguage(patient, change.language);
}

function setOrDelete<T extends object, K extends keyof T>(
  holder: T,
  key: K,
  value: T[K] | null | undefined,
): void {
  if (value === null || value === undefined || value === "") delete holder[key];
  else holder[key] = value;
}

function applyName(patient: Patient, { familyName, givenName }: PatientChange): void {
  patient.name ??= [];
  const present = mainName(patient.name);
  const name: HumanName = present ?? { use: "official" };
  if (!present) patient.name.push(name);
  if (familyName !== undefined) setOrDelete(name, "family", familyName);
  if (givenName !== undefined) setOrDelete(name, "given", givenName === "" ? null : givenName.split(/\s+/));
  // It would go on saying the old name.
  delete name.text;
}

function applyContact(patient: Patient, system: "phone" | "email", value: string | null): void {
  const present = contactOf(patient, system);
  if (value) {
    if (present) present.value = value;
    else patient.telecom = [...(patient.telecom ?? []), { system, value }];
  } else if (present)
    setOrDelete(patient, "telecom", emptied(patient.telecom?.filter((one) => one !== present)));
}

function emptied<T>(list: T[] | undefined): T[] | null {
  return list && list.length > 0 ? list : null;
}

function applyAddress(patient: Patient, change: Partial<PatientAddress> | null): void {
  const present = currentAddress(patient);
  if (change === null) {
    setOrDelete(patient, "address", emptied(patient.address?.filter((one) => one !== present)));
    return;
  }
  const address: Address = present ?? { use: "home" };
  if (!present) patient.address = [...(patient.address ?? []), address];
  if (change.line !== undefined) {
    setOrDelete(
      address,
      "line",
      emptied(
        change.line
          .split("\n")
          .map((text) => text.trim())
          .filter(Boolean),
      ),
    );
  }
  for (const key of ["city", "state", "postalCode", "country"] as const) {
    if (change[key] !== undefined) setOrDelete(address, key, change[key]);
  }
  delete address.text;
}

function applyLanguage(patient: Patient, language: string | null): void {
  const present = preferredLanguage(patient);
  const coding = [{ system: "urn:ietf:bcp:47", code: language ?? "" }];
  if (language === null) {
    setOrDelete(patient, "communication", emptied(patient.communication?.filter((one) => one !== present)));
  } else if (present) present.language = { coding };
  else patient.communication = [{ language: { coding }, preferred: true }];
}
