import "server-only";
import type { Patient } from "@medplum/fhirtypes";
import type { RowOf } from "@/db/schema/columns";
import type { patient as patients } from "@/db/schema/patients";
import { audit } from "@/lib/audit";
import { AppError } from "@/lib/errors";
import { asOf } from "@/lib/fhir";
import { type Ctx, isUuid, withTenant } from "@/lib/tenancy";
import { detailColumns } from "./detail-columns";
import { isPatient } from "./find-patient";
import { registrationOf } from "./registration/registration-of";
import type { PatientDetails, RegisteredPatient } from "./schema";

type Row = Pick<RowOf<typeof patients>, keyof PatientDetails> & { parts: string };

/** The parts of a resource that a registration shows; those it does not have are null in the text. */
function toPatient(parts: string): Patient {
  const given = Object.entries(JSON.parse(parts)).filter(([, part]) => part !== null);
  return { resourceType: "Patient", ...Object.fromEntries(given) };
}

/**
 * One patient as registered, without the chart: name, phone and address that are in use now.
 * Permission: patient:read. Audited.
 * @throws AppError("not_found") also for another tenant's patient
 */
export async function getPatient(ctx: Ctx, patientId: string): Promise<RegisteredPatient> {
  if (!isUuid(patientId)) throw patientNotFound();
  return withTenant(ctx, async (tx, commit) => {
    const [rows] = await Promise.all([
      tx<Row[]>`
        SELECT ${detailColumns(tx)}, (
          SELECT row_to_json(r) FROM json_to_record(resource) AS r(name json, telecom json, address json, communication json,
            identifier json, contact json)) AS parts
        FROM patient WHERE tenant_id = ${ctx.tenant.id} AND id = ${patientId}::text::uuid`,
      audit(tx, ctx, { action: "patient.read", patientId }, isPatient(tx, ctx.tenant.id, patientId)),
      commit(),
    ]);
    const row = rows[0];
    if (!row) throw patientNotFound();
    const { parts, ...details } = row;
    return { ...details, ...registrationOf(toPatient(parts), asOf(ctx.tenant.timeZone)) };
  });
}

/** The answer for a patient that is not there, or not in this tenant: the same words for both. */
export function patientNotFound(): AppError {
  return new AppError("not_found", "There is no such patient here.");
}
