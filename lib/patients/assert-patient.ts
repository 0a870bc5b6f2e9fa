import "server-only";
import { type Ctx, isUuid, type PatientId, withTenant } from "@/lib/tenancy";
import { patientNotFound } from "./get-patient";

/**
 * The id of a patient of the caller's tenant.
 * @throws AppError("not_found") also for another tenant's patient
 */
export async function assertPatient(ctx: Ctx, patientId: string): Promise<PatientId> {
  if (!isUuid(patientId)) throw patientNotFound();
  const rows = await withTenant(
    ctx,
    (tx) => tx`SELECT 1 FROM patient WHERE tenant_id = ${ctx.tenant.id} AND id = ${patientId}::text::uuid`,
  );
  if (rows.length === 0) throw patientNotFound();
  return patientId as PatientId;
}
