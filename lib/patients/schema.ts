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
  deceasedAt: string | null;
  lastSeenAt: string | null;
  version: number;
};

export const SEARCH_TOTAL_CAP = 1000;
