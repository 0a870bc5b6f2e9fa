import "server-only";
import type { Tx } from "@/db/client";
import type { RowOf } from "@/db/schema/columns";
import type { record } from "@/db/schema/records";
import type { RecordType, SummaryItem } from "./schema";

const LISTED_MAX = 500;

/** What holds for a patient now. */
export type CurrentLists = Record<
  "allergies" | "conditions" | "medications" | "immunizations",
  SummaryItem[]
>;

type Row = Pick<RowOf<typeof record>, "id" | "type" | "title" | "code" | "at" | "status" | "severity"> & {
  detail: string | null;
};

/** A patient's current allergies, problems, medications and given immunisations, newest first, 500 in all. Uses record_current. */
export async function listCurrent(tx: Tx, tenantId: string, patientId: string): Promise<CurrentLists> {
  const rows = await tx<Row[]>`
    SELECT type, id, title, code, coalesce(at_text, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS at, status, severity,
           CASE WHEN type IN ('allergy', 'medication') THEN value_text END AS detail
    FROM record
    WHERE tenant_id = ${tenantId} AND patient_id = ${patientId}::text::uuid AND is_current
      AND type IN ('allergy', 'condition', 'medication', 'immunization')
    ORDER BY coalesce(record.at, '-infinity') DESC, id, resource_type LIMIT ${LISTED_MAX}`;
  const of = (type: RecordType) => rows.filter((row) => row.type === type).map(toItem);
  return {
    allergies: of("allergy"),
    conditions: of("condition"),
    medications: of("medication"),
    immunizations: of("immunization"),
  };
}

function toItem({ id, title, code, at, status, severity, detail }: Row): SummaryItem {
  return { id, title, code, at, status, severity, detail };
}
