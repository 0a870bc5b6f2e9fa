import "server-only";
import type { Patient } from "@medplum/fhirtypes";
import type { Tx } from "@/db/client";
import { audit } from "@/lib/audit";
import { AppError } from "@/lib/errors";
import { appendEvent } from "@/lib/events";
import { parseExactJson } from "@/lib/fhir";
import { assertVersion } from "@/lib/http";
import { sendJob } from "@/lib/jobs";
import { type Ctx, isUuid } from "@/lib/tenancy";
import { applyChange, contactPartsOf, type PatientChange } from "./demographics";
import { patientNotFound } from "./get-patient";
import { patientFromFhir } from "./patient-from-fhir";
import type { PatientDetails, RegisteredPatient } from "./schema";

export type ChangePatientInput = { patientId: string; version: number | null; change: PatientChange };
type Row = PatientDetails & { resource: string };

/**
 * Changes a patient's registration in the given transaction: the row, its FHIR resource, what finds it, its history. A change that
 * says what is there already makes no new version. Permission: patient:write. Audited by the names of the fields.
 * @throws AppError("not_found" | "version_conflict" | "invalid_input")
 */
export async function changePatient(tx: Tx, ctx: Ctx, input: ChangePatientInput): Promise<RegisteredPatient> {
  const { patientId, version, change } = input;
  const row = await lockPatient(tx, ctx, patientId);
  const { value, digits } = parseExactJson(row.resource);
  const resource = value as Patient;
  const { resource: _text, ...details } = row;
  const before = { ...details, ...contactPartsOf(resource) };
  assertVersion(row, version, before);
  assertPossible(ctx, before, change);
  applyChange(resource, change);
  const text = digits.stringify(resource);
  if (text === row.resource) return before;
  const draft = patientFromFhir(resource, ctx.tenant.timeZone);
  const isReborn = draft.birthDate !== before.birthDate;
  const [[saved]] = await Promise.all([
    saveVersion(tx, ctx, { patientId, draft, text }),
    audit(tx, ctx, { action: "patient.change", patientId, detail: { fields: Object.keys(change).sort() } }),
    appendEvent(tx, ctx, {
      stream: `patient/${patientId}`,
      kind: "patient.changed",
      payload: { id: patientId, version: row.version + 1 },
    }),
  ]);
  // What is usual for a pulse depends on the age.
  if (isReborn)
    await sendJob(tx, "judge-vitals", { tenantId: ctx.tenant.id, patientId }, { singletonKey: patientId });
  if (!saved) throw patientNotFound();
  return { ...saved, ...contactPartsOf(resource) };
}

async function lockPatient(tx: Tx, ctx: Ctx, patientId: string): Promise<Row> {
  if (!isUuid(patientId)) throw patientNotFound();
  const [row] = await tx<Row[]>`
    SELECT id, mrn, family_name AS "familyName", given_name AS "givenName", birth_date AS "birthDate", birth_date_text AS "birthDateText",
           sex, phone, language, deceased, deceased_at AS "deceasedAt", last_seen_at AS "lastSeenAt", version, resource
    FROM patient WHERE tenant_id = ${ctx.tenant.id} AND id = ${patientId}::text::uuid FOR UPDATE`;
  if (!row) throw patientNotFound();
  return row;
}

function assertPossible(ctx: Ctx, before: PatientDetails, change: PatientChange): void {
  const errors = [];
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: ctx.tenant.timeZone }).format(new Date());
  if (change.birthDate && change.birthDate > today)
    errors.push({ path: "birthDate", message: "is in the future" });
  const family = change.familyName ?? before.familyName;
  const given = change.givenName ?? before.givenName;
  if (family === "" && given === "") errors.push({ path: "familyName", message: "a patient needs a name" });
  if (errors.length > 0)
    throw new AppError("invalid_input", `See errors: ${errors.map((e) => e.path).join(", ")}.`, { errors });
}

type Saved = { patientId: string; draft: ReturnType<typeof patientFromFhir>; text: string };

/** The version that is replaced goes to the history in the same statement that replaces it. */
function saveVersion(tx: Tx, ctx: Ctx, { patientId, draft, text }: Saved) {
  return tx<PatientDetails[]>`
    WITH kept AS (
      INSERT INTO resource_history (tenant_id, resource_type, resource_id, version, resource, replaced_by)
      SELECT tenant_id, 'Patient', id, version, resource, ${ctx.actor.name} FROM patient
      WHERE tenant_id = ${ctx.tenant.id} AND id = ${patientId}::text::uuid
    )
    UPDATE patient SET family_name = ${draft.familyName}, given_name = ${draft.givenName}, names = ${draft.names},
      birth_date = ${draft.birthDate}::text::date, birth_date_text = ${draft.birthDateText}, sex = ${draft.sex}, phone = ${draft.phone},
      phone_reversed = ${draft.phoneReversed}, language = ${draft.language}, resource = ${text}::text::json, version = version + 1, updated_at = now()
    WHERE tenant_id = ${ctx.tenant.id} AND id = ${patientId}::text::uuid
    RETURNING id, mrn, family_name AS "familyName", given_name AS "givenName", birth_date AS "birthDate", birth_date_text AS "birthDateText",
      sex, phone, language, deceased, deceased_at AS "deceasedAt", last_seen_at AS "lastSeenAt", version`;
}
