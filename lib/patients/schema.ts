/** What a list row or a search hit shows. Dates `YYYY-MM-DD`, instants ISO 8601. */
export type PatientHit = {
  id: string;
  mrn: string;
  familyName: string;
  givenName: string;
  birthDate: string | null;
  sex: "male" | "female" | "other" | "unknown";
  phone: string | null;
  lastSeenAt: string | null;
  match: "exact" | "prefix" | "fuzzy";
};

/** A page of hits. `total.value` is a lower bound when `capped`. */
export type PatientSearchPage = {
  items: PatientHit[];
  nextCursor: string | null;
  total: { value: number; capped: boolean };
};

/** A patient as registered, without the chart. */
export type PatientDetails = {
  id: string;
  mrn: string;
  familyName: string;
  givenName: string;
  birthDate: string | null;
  /** As recorded, when only the year or the month is known: `1984`, `1984-03`. */
  birthDateText: string | null;
  sex: "male" | "female" | "other" | "unknown";
  phone: string | null;
  language: string | null;
  deceased: boolean;
  /** An instant, or the day, month or year that was recorded without a time. */
  deceasedAt: string | null;
  lastSeenAt: string | null;
  version: number;
};

/** Where a patient lives; `line` may hold several, parted by a line break. */
export type PatientAddress = {
  line: string;
  city: string;
  state: string;
  postalCode: string;
  country: string;
};

/** A number somebody knows the patient by; `system` says whose it is (a URI), empty where none is named. */
export type PatientIdentifier = { system: string; value: string };

/** Somebody to turn to; "" for what is not recorded. */
export type PatientContact = { name: string; relationship: string; phone: string };

/** What the FHIR resource tells of a registration at a moment: names, telecom and address that are in use. */
export type Registration = Pick<PatientDetails, "familyName" | "givenName" | "phone" | "language"> & {
  email: string | null;
  address: PatientAddress | null;
  identifiers: PatientIdentifier[];
  contacts: PatientContact[];
};

/** A patient as registered, with all that a registration form holds. */
export type RegisteredPatient = PatientDetails & Registration;

/** What a field said and says, in words; null where it said nothing. */
export type FieldChange = { field: string; before: string | null; after: string | null };

/** One version of a patient's registration: who made it, when, and what it changed. */
export type PatientVersion = {
  version: number;
  /** When it was made; null for the version a record began with, where that is not known. */
  at: string | null;
  by: string;
  changes: FieldChange[];
};

export type PatientVersions = { items: PatientVersion[]; nextCursor: string | null };

export const SEARCH_TOTAL_CAP = 1000;
