import "server-only";
import type { Tx } from "@/db/client";
import type { RecordType } from "./schema";

/** How many entries of each type a patient's chart holds, retracted ones left out; types without any are absent. */
export async function countRecords(
  tx: Tx,
  tenantId: string,
  patientId: string,
): Promise<Partial<Record<RecordType, number>>> {
  const rows = await tx<{ type: RecordType; n: number }[]>`
    SELECT type, n FROM record_count WHERE tenant_id = ${tenantId} AND patient_id = ${patientId}::text::uuid AND n > 0`;
  return Object.fromEntries(rows.map(({ type, n }) => [type, n]));
}
