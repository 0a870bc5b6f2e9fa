import "server-only";
import type { Patient } from "@medplum/fhirtypes";
import { audit } from "@/lib/audit";
import { asOf } from "@/lib/fhir";
import { listHistory, type ResourceVersion } from "@/lib/resources";
import { type Ctx, isUuid, withTenant } from "@/lib/tenancy";
import { readPatientVersions } from "./find-stored-patients";
import { patientNotFound } from "./get-patient";
import { patientFromFhir } from "./patient-from-fhir";
import { registrationOf } from "./registration/registration-of";
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

/** What somebody changed is what shows another value at the time it was made; what was over by then had ended without them. */
function toVersion(ctx: Ctx, version: ResourceVersion, before: ResourceVersion | undefined): PatientVersion {
  const made = version.madeAt === null ? new Date() : new Date(version.madeAt);
  const now = fieldsOf(ctx, version, made);
  const then = before ? fieldsOf(ctx, before, made) : now;
  const changes = Object.keys(now).flatMap((field) => {
    const [old, next] = [then[field] || null, now[field] || null];
    return old === next ? [] : [{ field, before: old, after: next }];
  });
  return { version: version.version, at: version.madeAt, by: version.madeByName ?? "", changes };
}

function fieldsOf(ctx: Ctx, { resource }: ResourceVersion, made: Date): Record<string, string | null> {
  const patient = JSON.parse(resource) as Patient;
  const { timeZone } = ctx.tenant;
  const { birthDate, birthDateText, sex } = patientFromFhir(patient, timeZone, made);
  const { address, identifiers, contacts, ...shown } = registrationOf(patient, asOf(timeZone, made));
  return {
    ...shown,
    birthDate: birthDateText ?? birthDate,
    sex,
    address: address && Object.values(address).filter(Boolean).join(", "),
    identifiers: identifiers.map(({ system, value }) => [system, value].filter(Boolean).join(" ")).join("; "),
    contacts: contacts.map((contact) => Object.values(contact).filter(Boolean).join(", ")).join("; "),
  };
}
