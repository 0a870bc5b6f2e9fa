import "server-only";
import type { Tx } from "@/db/client";
import { BLOOD_PRESSURE_PANELS, VITAL_SIGNS } from "./rules";
import type { Vital } from "./schema";
import { type Measured, toVitals } from "./to-vitals";

const CODES = [...VITAL_SIGNS.map(({ code }) => code), ...BLOOD_PRESSURE_PANELS];

type Row = Omit<Measured, "components"> & { components: string | null };

/** A patient's latest vital signs by LOINC code, each with the one before. Two rows of record_observation a code. */
export async function listVitals(
  tx: Tx,
  tenantId: string,
  patientId: string,
): Promise<Record<string, Vital>> {
  const rows = await tx<Row[]>`
    SELECT m.* FROM unnest(${CODES}::text[]) AS wanted(code), LATERAL (
      SELECT r.code, r.title, r.value_text AS value, r.unit, r.components, r.abnormal,
             r.at, coalesce(r.at_text, to_char(r.at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS "takenAt"
      FROM record r
      WHERE r.tenant_id = ${tenantId} AND r.patient_id = ${patientId}::text::uuid AND r.type = 'observation'
        AND r.code = wanted.code AND NOT r.is_retracted AND r.at IS NOT NULL
      ORDER BY r.at DESC LIMIT 2) AS m`;
  return toVitals(
    rows.map((row) => ({ ...row, components: row.components ? JSON.parse(row.components) : null })),
  );
}
