import "server-only";
import { type Ctx, isUuid, type PatientId, withTenant } from "@/lib/tenancy";
import { hasPatient } from "./find-patient";
import { patientNotFound } from "./get-patient";

/**
 * The id of a patient of the caller's tenant.
 * @throws AppError("not_found") also for another tenant's patient
 */
export async function assertPatient(ctx: Ctx, patientId: string): Promise<PatientId> {
  if (!isUuid(patientId)) throw patientNotFound();
  const isThere = await withTenant(ctx, (tx) => hasPatient(tx, ctx.tenant.id, patientId));
  if (!isThere) throw patientNotFound();
  // As it is stored: an id in capitals is the same patient's, and names the same stream.
  return patientId.toLowerCase() as PatientId;
}
