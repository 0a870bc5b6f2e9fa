import "server-only";
import type { Patient } from "@medplum/fhirtypes";
import type { RowOf } from "@/db/schema/columns";
import type { patient as patients } from "@/db/schema/patients";
import { audit } from "@/lib/audit";
import { AppError } from "@/lib/errors";
import { type Ctx, isUuid, withTenant } from "@/lib/tenancy";
import { contactPartsOf } from "./demographics";
import { detailColumns } from "./detail-columns";
import type { PatientDetails, RegisteredPatient } from "./schema";

/** With the two parts of the resource that hold what has no column. */
type Row = Pick<RowOf<typeof patients>, keyof PatientDetails> & {
  telecom: string | null;
  address: string | null;
};

function toPatient(telecom: string | null, address: string | null): Patient {
  return {
    resourceType: "Patient",
    telecom: telecom ? JSON.parse(telecom) : undefined,
    address: address ? JSON.parse(address) : undefined,
  };
}

/**
 * One patient as registered, without the chart.
 * Permission: patient:read. Audited.
 * @throws AppError("not_found") also for another tenant's patient
 */
export async function getPatient(ctx: Ctx, patientId: string): Promise<RegisteredPatient> {
  if (!isUuid(patientId)) throw patientNotFound();
  return withTenant(ctx, async (tx) => {
    const [rows] = await Promise.all([
      tx<Row[]>`
        SELECT ${detailColumns(tx)},
               resource->'telecom' AS telecom, resource->'address' AS address
        FROM patient WHERE tenant_id = ${ctx.tenant.id} AND id = ${patientId}::text::uuid`,
      audit(tx, ctx, { action: "patient.read", patientId }),
    ]);
    const row = rows[0];
    if (!row) throw patientNotFound();
    const { telecom, address, ...details } = row;
    return { ...details, ...contactPartsOf(toPatient(telecom, address)) };
  });
}

/** The answer for a patient that is not there, or not in this tenant: the same words for both. */
export function patientNotFound(): AppError {
  return new AppError("not_found", "There is no such patient here.");
}
