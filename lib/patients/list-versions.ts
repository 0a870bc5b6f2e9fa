import "server-only";
import type { Patient } from "@medplum/fhirtypes";
import { audit } from "@/lib/audit";
import { type Ctx, isUuid, withTenant } from "@/lib/tenancy";
import { contactPartsOf } from "./demographics";
import { patientNotFound } from "./get-patient";
import { patientFromFhir } from "./patient-from-fhir";
import type { PatientVersion } from "./schema";

const VERSIONS_MAX = 100;

type Row = { version: number; resource: string; replacedAt: string | null; replacedBy: string | null };

/**
 * The versions of a patient's registration, newest first, 100 at most, each with what it changed. Permission: patient:read. Audited.
 * @throws AppError("not_found")
 */
export async function listPatientVersions(ctx: Ctx, patientId: string): Promise<PatientVersion[]> {
  if (!isUuid(patientId)) throw patientNotFound();
  const rows = await withTenant(ctx, async (tx) => {
    const [present, earlier] = await Promise.all([
      tx<Row[]>`SELECT version, resource, NULL AS "replacedAt", NULL AS "replacedBy" FROM patient
        WHERE tenant_id = ${ctx.tenant.id} AND id = ${patientId}::text::uuid`,
      tx<
        Row[]
      >`SELECT version, resource, replaced_at AS "replacedAt", replaced_by AS "replacedBy" FROM resource_history
        WHERE tenant_id = ${ctx.tenant.id} AND resource_type = 'Patient' AND resource_id = ${patientId}::text::uuid
        ORDER BY version DESC LIMIT ${VERSIONS_MAX}`,
      audit(tx, ctx, { action: "patient.history.read", patientId }),
    ]);
    return [...present, ...earlier];
  });
  if (rows.length === 0 || rows[0]?.replacedAt !== null) throw patientNotFound();
  return rows.map((row, at) => toVersion(ctx, row, rows[at + 1]));
}

/** Whoever replaced the version before made this one. */
function toVersion(ctx: Ctx, row: Row, before: Row | undefined): PatientVersion {
  const now = fieldsOf(ctx, row);
  const then = before ? fieldsOf(ctx, before) : null;
  const changes = then
    ? Object.keys(now).flatMap((field) => {
        const [old, next] = [then[field] ?? null, now[field] ?? null];
        return old === next ? [] : [{ field, before: old, after: next }];
      })
    : [];
  return { version: row.version, at: before?.replacedAt ?? null, by: before?.replacedBy ?? "", changes };
}

function fieldsOf(ctx: Ctx, { resource }: Row): Record<string, string | null> {
  const patient = JSON.parse(resource) as Patient;
  const { familyName, givenName, birthDate, birthDateText, sex, phone, language } = patientFromFhir(
    patient,
    ctx.tenant.timeZone,
  );
  const { email, address } = contactPartsOf(patient);
  const lines = address && Object.values(address).filter(Boolean).join(", ");
  return {
    familyName,
    givenName,
    birthDate: birthDateText ?? birthDate,
    sex,
    phone,
    email,
    address: lines,
    language,
  };
}
