import { parseTypedDate } from "@/lib/patients/rules";
import type { RegisteredPatient } from "@/lib/patients/schema";
import { type DateOrder, isValidDate } from "@/lib/time/rules";

/** The fields of a registration as a form holds them: text, "" for what is not recorded. */
export type DemographicsValues = {
  familyName: string;
  givenName: string;
  birthDate: string;
  sex: string;
  phone: string;
  email: string;
  line: string;
  city: string;
  state: string;
  postalCode: string;
  country: string;
  language: string;
};

export const FIELD_LABELS: Record<string, string> = {
  familyName: "Family name",
  givenName: "Given names",
  birthDate: "Birth date",
  sex: "Sex",
  phone: "Phone",
  email: "Email",
  address: "Address",
  line: "Street",
  city: "City",
  state: "State or county",
  postalCode: "Postal code",
  country: "Country",
  language: "Language",
  deceased: "Died",
  identifiers: "Numbers",
  contacts: "Contacts",
  otherTelecom: "Other phones and addresses online",
  otherDetails: "Details that have no field here",
};

export const SEX_LABELS: Record<string, string> = {
  female: "Female",
  male: "Male",
  other: "Other",
  unknown: "Unknown",
};

const ADDRESS_FIELDS = ["line", "city", "state", "postalCode", "country"] as const;

export function toValues(patient: RegisteredPatient): DemographicsValues {
  const { address } = patient;
  return {
    familyName: patient.familyName,
    givenName: patient.givenName,
    birthDate: patient.birthDateText ?? patient.birthDate ?? "",
    sex: patient.sex,
    phone: patient.phone ?? "",
    email: patient.email ?? "",
    // As a text area gives it back, so that what nobody touched is no change.
    line: (address?.line ?? "").replace(/\r\n?/g, "\n"),
    city: address?.city ?? "",
    state: address?.state ?? "",
    postalCode: address?.postalCode ?? "",
    country: address?.country ?? "",
    language: patient.language ?? "",
  };
}

/** Only what was changed is sent, so that a colleague's change of another field is not undone. */
export function toChange(
  base: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const change: Record<string, unknown> = {};
  const isChanged = (name: keyof DemographicsValues): boolean => (values[name] ?? "") !== (base[name] ?? "");
  for (const name of ["familyName", "givenName", "sex"] as const)
    if (isChanged(name)) change[name] = values[name];
  for (const name of ["birthDate", "phone", "email", "language"] as const) {
    if (isChanged(name)) change[name] = values[name]?.trim() ? values[name] : null;
  }
  const address = ADDRESS_FIELDS.filter(isChanged);
  if (address.length > 0) {
    const isEmpty = ADDRESS_FIELDS.every((name) => !values[name]?.trim());
    change.address = isEmpty ? null : Object.fromEntries(address.map((name) => [name, values[name] ?? ""]));
  }
  return change;
}

const DATE_HINTS: Record<DateOrder, string> = {
  "day-month-year": "12/03/1984",
  "month-day-year": "03/12/1984",
  "year-month-day": "1984-03-12",
};

/** What is accepted as a birth date, by the 12th of March 1984. */
export function birthDateHint(order: DateOrder): string {
  return `${DATE_HINTS[order]} for 12 March 1984; the year, or 1984-03, if no more is known`;
}

/** A birth date as it is stored, read as the search reads it: in the clinic's order. What is no whole date stays as it was typed. */
export function toBirthDate(typed: string, order: DateOrder): string {
  const text = typed.trim();
  const date = parseTypedDate(text, order);
  // A day that is none stays as it was typed, for whoever typed it to see.
  return date === null || (date.length === 10 && !isValidDate(date)) ? text : date;
}

/** What the server says of a field, as a sentence: "Phone must hold a digit." */
export function toSentence(name: string, message: string): string {
  const isWhole = /^\p{Lu}/u.test(message);
  return isWhole ? message : `${FIELD_LABELS[name] ?? name} ${message}${/[.?!]$/.test(message) ? "" : "."}`;
}
