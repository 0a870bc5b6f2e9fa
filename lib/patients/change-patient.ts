import "server-only";
import type { Patient } from "@medplum/fhirtypes";
import type { Tx } from "@/db/client";
import { audit } from "@/lib/audit";
import { AppError } from "@/lib/errors";
import { appendEvent } from "@/lib/events";
import { type AsOf, asOf, parseExactJson } from "@/lib/fhir";
import { assertVersion } from "@/lib/http";
import { sendJob } from "@/lib/jobs";
import { identifiersOf, keepVersions, type ResourceVersion, storeIdentifiers } from "@/lib/resources";
import { type Ctx, isUuid } from "@/lib/tenancy";
import { assertOwnNumbers } from "./assert-own-numbers";
import { detailColumns } from "./detail-columns";
import { DRAFT_SQL, toDraftRows } from "./draft-columns";
import { keepFormerNames, type Listed } from "./former-names";
import { patientNotFound } from "./get-patient";
import { patientFromFhir } from "./patient-from-fhir";
import { applyChange, dropGeneratedNarrative } from "./registration/apply-change";
import type { PatientChange } from "./registration/body";
import { registrationOf } from "./registration/registration-of";
import type { PatientDetails, RegisteredPatient } from "./schema";

export type ChangePatientInput = { patientId: string; version: number | null; change: PatientChange };
type Maker = Pick<ResourceVersion, "madeAt" | "madeBy" | "madeByName" | "reason">;
type Row = PatientDetails & Maker & Pick<Listed, "formerNames"> & { resource: string };

/**
 * Changes a patient's registration in the given transaction: the row, its FHIR resource, what finds it, its history. A change that
 * says what is there already makes no new version. Permission: patient:write. Audited by the names of the fields that changed, none
 * of them included, because the answer shows the registration.
 * @throws AppError("not_found" | "version_conflict" | "invalid_input"), AppError("conflict") for another patient's record number
 */
export async function changePatient(ctx: Ctx, tx: Tx, input: ChangePatientInput): Promise<RegisteredPatient> {
  const { patientId, version, change } = input;
  const row = await lockPatient(tx, ctx, patientId);
  const { value, digits } = parseExactJson(row.resource);
  const resource = value as Patient;
  const { resource: text, madeAt, madeBy, madeByName, reason, formerNames, ...details } = row;
  const at = asOf(ctx.tenant.timeZone);
  const before = { ...details, ...registrationOf(resource, at) };
  assertVersion(row, version, before);
  assertPossible(before, change, { at, died: resource.deceasedDateTime });
  if (change.identifiers) await assertOwnNumbers(tx, ctx.tenant.id, before, change.identifiers);
  // As it would be written: what a command stored may be spaced otherwise.
  const unchanged = digits.stringify(resource);
  applyChange(resource, change, at);
  if (digits.stringify(resource) === unchanged) {
    await audit(tx, ctx, { action: "patient.change", patientId, detail: { fields: [] } });
    return before;
  }
  dropGeneratedNarrative(resource);
  const changed = digits.stringify(resource);
  const draft = keepFormerNames(patientFromFhir(resource, ctx.tenant.timeZone), row);
  const after = registrationOf(resource, at);
  const isReborn = draft.birthDate !== before.birthDate;
  const former = { type: "Patient", id: row.id, version: row.version, resource: text };
  const [, [saved]] = await Promise.all([
    keepVersions(tx, ctx, [{ ...former, madeAt, madeBy, madeByName, reason }]),
    saveVersion(tx, ctx, { patientId, draft, text: changed }),
    change.identifiers && noteIdentifiers(tx, ctx, resource, row.id),
    audit(tx, ctx, {
      action: "patient.change",
      patientId,
      detail: { fields: changedFields(change, before, { ...draft, ...after }) },
    }),
    appendEvent(tx, ctx, {
      stream: `patient/${row.id}`,
      kind: "patient.changed",
      payload: { id: row.id, version: row.version + 1 },
    }),
  ]);
  // What is usual for a pulse depends on the age.
  if (isReborn) await sendJob(tx, "judge-vitals", { tenantId: ctx.tenant.id, patientId });
  if (!saved) throw patientNotFound();
  return { ...saved, ...after };
}

type Shown = Omit<RegisteredPatient, "id" | "mrn" | "lastSeenAt" | "version">;

/** The fields of a change that show another value after it. */
function changedFields(change: PatientChange, before: Shown, after: Shown): string[] {
  const shown = (of: Shown, field: string): string =>
    JSON.stringify(field === "birthDate" ? (of.birthDateText ?? of.birthDate) : Reflect.get(of, field));
  return Object.keys(change)
    .filter((field) => shown(before, field) !== shown(after, field))
    .sort();
}

function noteIdentifiers(tx: Tx, ctx: Ctx, resource: Patient, id: string): Promise<void> {
  const changed = [{ type: "Patient", id, identifiers: identifiersOf(resource) }];
  return storeIdentifiers(tx, ctx.tenant.id, { added: [], changed });
}

async function lockPatient(tx: Tx, ctx: Ctx, patientId: string): Promise<Row> {
  if (!isUuid(patientId)) throw patientNotFound();
  const [row] = await tx<Row[]>`
    SELECT ${detailColumns(tx)}, resource, former_names AS "formerNames",
           updated_at AS "madeAt", updated_by AS "madeBy", updated_by_name AS "madeByName", change_reason AS reason
    FROM patient WHERE tenant_id = ${ctx.tenant.id} AND id = ${patientId}::text::uuid FOR UPDATE`;
  if (!row) throw patientNotFound();
  return row;
}

type Limits = { at: AsOf; died: string | undefined };

function assertPossible(before: RegisteredPatient, change: PatientChange, { at, died }: Limits): void {
  const errors = [];
  const { birthDate, familyName = before.familyName, givenName = before.givenName } = change;
  if (birthDate && birthDate > at.day) errors.push({ path: "birthDate", message: "is in the future" });
  // As far as both are known: the year, the month or the day, as it was where they died.
  const known = Math.min(birthDate?.length ?? 0, died?.length ?? 0, 10);
  if (birthDate && died && birthDate.slice(0, known) > died.slice(0, known))
    errors.push({ path: "birthDate", message: "is after the death" });
  const isNamed = before.familyName !== "" || before.givenName !== "";
  if (isNamed && familyName === "" && givenName === "")
    errors.push({ path: "familyName", message: "a patient needs a name" });
  const isMrn = ({ value }: { value: string }): boolean => value === before.mrn;
  if (change.identifiers && before.identifiers.some(isMrn) && !change.identifiers.some(isMrn))
    errors.push({ path: "identifiers", message: "must keep the medical record number" });
  if (errors.length > 0)
    throw new AppError("invalid_input", `See errors: ${errors.map((e) => e.path).join(", ")}.`, { errors });
}

type Saved = { patientId: string; draft: ReturnType<typeof patientFromFhir>; text: string };

function saveVersion(tx: Tx, ctx: Ctx, { patientId, draft, text }: Saved) {
  const row = toDraftRows([{ draft, more: { columns: {}, json: { resource: text } } }]);
  return tx<PatientDetails[]>`
    UPDATE patient SET (${tx.unsafe(DRAFT_SQL.names)}, resource) = (SELECT ${tx.unsafe(DRAFT_SQL.values)}, v.resource
        FROM json_to_recordset(${row}::text::json) AS v(${tx.unsafe(DRAFT_SQL.record)}, resource json)),
      version = version + 1, updated_at = now(), updated_by = ${ctx.actor.id}, updated_by_name = ${ctx.actor.name},
      change_reason = 'registration'
    WHERE tenant_id = ${ctx.tenant.id} AND id = ${patientId}::text::uuid
    RETURNING ${detailColumns(tx)}`;
}
