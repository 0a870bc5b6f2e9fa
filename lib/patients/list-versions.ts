import "server-only";
import type { Patient } from "@medplum/fhirtypes";
import { audit } from "@/lib/audit";
import { listHistory, type ResourceVersion } from "@/lib/resources";
import { type Ctx, isUuid, withTenant } from "@/lib/tenancy";
import { contactPartsOf } from "./demographics";
import { readPatientVersions } from "./find-stored-patients";
import { patientNotFound } from "./get-patient";
import { patientFromFhir } from "./patient-from-fhir";
import type { PatientVersion } from "./schema";

const VERSIONS_MAX = 100;

/**
 * The versions of a patient's registration, newest first, 100 at most, each with what it changed. Permission: patient:read. Audited.
 * @throws AppError("not_found")
 */
export async function listPatientVersions(ctx: Ctx, patientId: string): Promise<PatientVersion[]> {
  if (!isUuid(patientId)) throw patientNotFound();
  const versions = await withTenant(ctx, async (tx) => {
    const [present, former] = await Promise.all([
      readPatientVersions(tx, ctx.tenant.id, [patientId]),
      listHistory(tx, ctx, { type: "Patient", id: patientId }, { limit: VERSIONS_MAX - 1 }),
      audit(tx, ctx, { action: "patient.history.read", patientId }),
    ]);
    if (present.length === 0) throw patientNotFound();
    return [...present, ...former];
  });
  return versions.map((version, at) => toVersion(ctx, version, versions[at + 1]));
}

function toVersion(ctx: Ctx, version: ResourceVersion, before: ResourceVersion | undefined): PatientVersion {
  const now = fieldsOf(ctx, version);
  const then = before ? fieldsOf(ctx, before) : null;
  const changes = then
    ? Object.keys(now).flatMap((field) => {
        const [old, next] = [then[field] ?? null, now[field] ?? null];
        return old === next ? [] : [{ field, before: old, after: next }];
      })
    : [];
  return { version: version.version, at: version.madeAt, by: version.madeByName ?? "", changes };
}

function fieldsOf(ctx: Ctx, { resource }: ResourceVersion): Record<string, string | null> {
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
