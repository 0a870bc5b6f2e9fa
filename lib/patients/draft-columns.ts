import "server-only";
import { type JsonRow, toJsonRows } from "@/db/json-rows";
import type { PatientDraft } from "./patient-from-fhir";

/** Each column that the resource tells, and its type: written here alone. The MRN is chosen among those that are free. */
const COLUMNS = {
  familyName: "family_name text",
  givenName: "given_name text",
  names: "names text",
  birthDate: "birth_date date",
  birthDateText: "birth_date_text text",
  sex: "sex text",
  phone: "phone text",
  phoneReversed: "phone_reversed text",
  deceased: "deceased boolean",
  deceasedAt: "deceased_at timestamptz",
  language: "language text",
  formerNames: "former_names text",
  nextChangeAt: "next_change_at timestamptz",
} satisfies Record<Exclude<keyof PatientDraft, "wantedMrn">, `${string} ${string}`>;

const columns = Object.values(COLUMNS).map((column) => column.split(" ", 1)[0]);

/**
 * Parts of SQL for `tx.unsafe`, of rows made by toDraftRows: the columns' names, those names in the row `v`, an UPDATE's list, and
 * the definitions for json_to_recordset.
 */
export const DRAFT_SQL = {
  names: columns.join(", "),
  values: columns.map((column) => `v.${column}`).join(", "),
  set: columns.map((column) => `${column} = v.${column}`).join(", "),
  record: Object.values(COLUMNS).join(", "),
};

type Drafted = { draft: PatientDraft; more: JsonRow };

/** Drafts, each with further columns, as the JSON text that json_to_recordset reads. */
export function toDraftRows(drafted: readonly Drafted[]): string {
  return toJsonRows(
    drafted.map(({ draft, more }) => {
      const told = Object.entries(COLUMNS).map(([key, column]) => [
        column.split(" ", 1)[0],
        draft[key as keyof typeof COLUMNS],
      ]);
      return { ...more, columns: { ...Object.fromEntries(told), ...more.columns } };
    }),
  );
}
