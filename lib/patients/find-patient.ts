import "server-only";
import type { Fragment, Tx } from "@/db/client";
import type { RowOf } from "@/db/schema/columns";
import type { patient as patients } from "@/db/schema/patients";
import { detailColumns } from "./detail-columns";
import type { PatientDetails } from "./schema";

/** A patient of the tenant as registered, for the screens of other domains; null when there is none. Not audited. */
export async function findPatient(
  tx: Tx,
  tenantId: string,
  patientId: string,
): Promise<PatientDetails | null> {
  const [row] = await tx<Pick<RowOf<typeof patients>, keyof PatientDetails>[]>`
    SELECT ${detailColumns(tx)} FROM patient WHERE tenant_id = ${tenantId} AND id = ${patientId}::text::uuid`;
  return row ?? null;
}

/** That the tenant has such a patient, as a condition of a statement. */
export function isPatient(tx: Tx, tenantId: string, patientId: string): Fragment {
  return tx`EXISTS (SELECT FROM patient WHERE tenant_id = ${tenantId} AND id = ${patientId}::text::uuid)`;
}

/** Whether the tenant has such a patient. Not audited. */
export async function hasPatient(tx: Tx, tenantId: string, patientId: string): Promise<boolean> {
  const rows =
    await tx`SELECT 1 FROM patient WHERE tenant_id = ${tenantId} AND id = ${patientId}::text::uuid`;
  return rows.length > 0;
}
