import "server-only";
import type { Patient } from "@medplum/fhirtypes";
import type { Tx } from "@/db/client";
import { audit } from "@/lib/audit";
import { AppError } from "@/lib/errors";
import { appendEvent } from "@/lib/events";
import { parseExactJson } from "@/lib/fhir";
import { assertVersion } from "@/lib/http";
import { sendJob } from "@/lib/jobs";
import { keepVersions, type ResourceVersion } from "@/lib/resources";
import { type Ctx, isUuid } from "@/lib/tenancy";
import { applyChange, contactPartsOf, type PatientChange } from "./demographics";
import { detailColumns } from "./detail-columns";
import { patientNotFound } from "./get-patient";
import { patientFromFhir } from "./patient-from-fhir";
import type { PatientDetails, RegisteredPatient } from "./schema";

export type ChangePatientInput = { patientId: string; version: number | null; change: PatientChange };
type Maker = Pick<ResourceVersion, "madeAt" | "madeBy" | "madeByName" | "reason">;
type Row = PatientDetails & Maker & { resource: string };

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
  const { resource: text, madeAt, madeBy, madeByName, reason, ...details } = row;
  const before = { ...details, ...contactPartsOf(resource) };
  assertVersion(row, version, before);
  assertPossible(ctx, before, change);
  applyChange(resource, change);
  const changed = digits.stringify(resource);
  if (changed === text) return before;
  const draft = patientFromFhir(resource, ctx.tenant.timeZone);
  const isReborn = draft.birthDate !== before.birthDate;
  const former = { type: "Patient", id: row.id, version: row.version, resource: text };
  const [, [saved]] = await Promise.all([
    keepVersions(tx, ctx, [{ ...former, madeAt, madeBy, madeByName, reason }]),
    saveVersion(tx, ctx, { patientId, draft, text: changed }),
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
    SELECT ${detailColumns(tx)}, resource,
           updated_at AS "madeAt", updated_by AS "madeBy", updated_by_name AS "madeByName", change_reason AS reason
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

function saveVersion(tx: Tx, ctx: Ctx, { patientId, draft, text }: Saved) {
  return tx<PatientDetails[]>`
    UPDATE patient SET family_name = ${draft.familyName}, given_name = ${draft.givenName}, names = ${draft.names},
      birth_date = ${draft.birthDate}::text::date, birth_date_text = ${draft.birthDateText}, sex = ${draft.sex}, phone = ${draft.phone},
      phone_reversed = ${draft.phoneReversed}, language = ${draft.language}, resource = ${text}::text::json, version = version + 1,
      updated_at = now(), updated_by = ${ctx.actor.id}, updated_by_name = ${ctx.actor.name}, change_reason = 'registration'
    WHERE tenant_id = ${ctx.tenant.id} AND id = ${patientId}::text::uuid
    RETURNING ${detailColumns(tx)}`;
}
