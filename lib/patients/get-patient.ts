import "server-only";
import type { RowOf } from "@/db/schema/columns";
import type { patient as patients } from "@/db/schema/patients";
import { audit } from "@/lib/audit";
import { AppError } from "@/lib/errors";
import { type Ctx, isUuid, withTenant } from "@/lib/tenancy";
import type { PatientDetails } from "./schema";

/**
 * One patient as registered, without the chart.
 * Permission: patient:read. Audited.
 * @throws AppError("not_found") also for another tenant's patient
 */
export async function getPatient(ctx: Ctx, patientId: string): Promise<PatientDetails> {
  if (!isUuid(patientId)) throw patientNotFound();
  return withTenant(ctx, async (tx) => {
    const [rows] = await Promise.all([
      tx<Pick<RowOf<typeof patients>, keyof PatientDetails>[]>`
        SELECT id, mrn, family_name AS "familyName", given_name AS "givenName", birth_date AS "birthDate", birth_date_text AS "birthDateText",
               sex, phone, language, deceased, deceased_at AS "deceasedAt", last_seen_at AS "lastSeenAt", version
        FROM patient WHERE tenant_id = ${ctx.tenant.id} AND id = ${patientId}::text::uuid`,
      audit(tx, ctx, { action: "patient.read", patientId }),
    ]);
    const patient = rows[0];
    if (!patient) throw patientNotFound();
    return patient;
  });
}

/** The answer for a patient that is not there, or not in this tenant: the same words for both. */
export function patientNotFound(): AppError {
  return new AppError("not_found", "There is no such patient here.");
}
