import "server-only";
import type { Tx } from "@/db/client";
import type { RowOf } from "@/db/schema/columns";
import type { patient } from "@/db/schema/patients";
import { keepVersions } from "@/lib/resources";
import type { Ctx } from "@/lib/tenancy";
import { DRAFT_SQL, toDraftRows } from "./draft-columns";
import { readPatientVersions } from "./find-stored-patients";
import { keepFormerNames, type Listed } from "./former-names";
import type { PatientDraft } from "./patient-from-fhir";
import { toMrnKey } from "./rules";

export type ImportedPatient = {
  id: string;
  draft: PatientDraft;
  /** The FHIR Patient as JSON text. */
  resource: string;
  /** SHA-256 of what was imported, hexadecimal; null keeps the stored one. */
  hash: string | null;
  /** `complete` fills in references without making a new version. */
  action: "create" | "update" | "complete";
};

const MRN_TRIES = 50;

function candidatesOf({ id, draft }: ImportedPatient): string[] {
  const base = draft.wantedMrn ?? id.slice(0, 8).toUpperCase();
  return [base, ...Array.from({ length: MRN_TRIES }, (_, index) => `${base}-${index + 2}`), id];
}

/** An MRN for each patient: the wanted one, with -2, -3 … when another patient of the tenant has it; a stored one stays. */
async function chooseMrns(
  tx: Tx,
  tenantId: string,
  patients: readonly ImportedPatient[],
): Promise<Map<string, string>> {
  const wanted = patients.flatMap(candidatesOf);
  const rows = await tx<Pick<RowOf<typeof patient>, "id" | "mrn">[]>`
    SELECT id, mrn FROM patient WHERE tenant_id = ${tenantId} AND mrn = ANY (${wanted})`;
  const ownerOf = new Map(rows.map(({ id, mrn }) => [mrn, id]));
  const chosen = new Map<string, string>();
  for (const patient of patients) {
    const candidates = candidatesOf(patient);
    const kept = candidates.find((mrn) => ownerOf.get(mrn) === patient.id);
    const mrn = kept ?? candidates.find((candidate) => !ownerOf.has(candidate)) ?? patient.id;
    ownerOf.set(mrn, patient.id);
    chosen.set(patient.id, mrn);
  }
  return chosen;
}

function toRows(patients: readonly ImportedPatient[], mrns: ReadonlyMap<string, string>): string {
  return toDraftRows(
    patients.map(({ id, draft, resource, hash, action }) => {
      const mrn = mrns.get(id) ?? id;
      const columns = { id, mrn, mrn_key: toMrnKey(mrn), hash, step: action === "complete" ? 0 : 1 };
      return { draft, more: { columns, json: { resource } } };
    }),
  );
}

const RECORD = `${DRAFT_SQL.record}, id uuid, mrn text, mrn_key text, resource json, hash text, step int`;

async function insert(tx: Tx, ctx: Ctx, rows: string): Promise<void> {
  await tx`
    INSERT INTO patient (tenant_id, id, mrn, mrn_key, ${tx.unsafe(DRAFT_SQL.names)}, resource, content_hash, updated_by, updated_by_name,
                         change_reason)
    SELECT ${ctx.tenant.id}, id, mrn, mrn_key, ${tx.unsafe(DRAFT_SQL.values)}, resource, decode(hash, 'hex'), ${ctx.actor.id},
           ${ctx.actor.name}, 'import'
    FROM json_to_recordset(${rows}::text::json) AS v(${tx.unsafe(RECORD)})`;
}

/** A step of 0 fills in references: the version stays, and with it who made it. */
async function update(tx: Tx, ctx: Ctx, rows: string): Promise<void> {
  await tx`
    UPDATE patient p SET mrn = v.mrn, mrn_key = v.mrn_key, ${tx.unsafe(DRAFT_SQL.set)}, resource = v.resource,
      content_hash = coalesce(decode(v.hash, 'hex'), p.content_hash), version = p.version + v.step,
      updated_at = CASE v.step WHEN 0 THEN p.updated_at ELSE now() END,
      updated_by = CASE v.step WHEN 0 THEN p.updated_by ELSE ${ctx.actor.id}::text::uuid END,
      updated_by_name = CASE v.step WHEN 0 THEN p.updated_by_name ELSE ${ctx.actor.name} END,
      change_reason = CASE v.step WHEN 0 THEN p.change_reason ELSE 'import' END
    FROM json_to_recordset(${rows}::text::json) AS v(${tx.unsafe(RECORD)})
    WHERE p.tenant_id = ${ctx.tenant.id} AND p.id = v.id`;
}

/** Patients that are stored already, found by the names they were listed under as well. */
async function withFormerNames(
  tx: Tx,
  tenantId: string,
  patients: readonly ImportedPatient[],
): Promise<ImportedPatient[]> {
  const rows = await tx<(Listed & { id: string })[]>`
    SELECT id, family_name AS "familyName", former_names AS "formerNames" FROM patient
    WHERE tenant_id = ${tenantId} AND id = ANY (${patients.map(({ id }) => id)}::text[]::uuid[])`;
  const listed = new Map(rows.map((row) => [row.id, row]));
  return patients.map((patient) => {
    const before = listed.get(patient.id);
    return before ? { ...patient, draft: keepFormerNames(patient.draft, before) } : patient;
  });
}

/** Writes imported patients in the given transaction; former versions of updated ones go to the history. */
export async function storeImportedPatients(
  tx: Tx,
  ctx: Ctx,
  patients: readonly ImportedPatient[],
): Promise<void> {
  if (patients.length === 0) return;
  const tenantId = ctx.tenant.id;
  const mrns = await chooseMrns(tx, tenantId, patients);
  const created = patients.filter(({ action }) => action === "create");
  const changed = patients.filter(({ action }) => action !== "create");
  const replaced = changed.filter(({ action }) => action === "update").map(({ id }) => id);
  if (created.length > 0) await insert(tx, ctx, toRows(created, mrns));
  await keepVersions(tx, ctx, await readPatientVersions(tx, tenantId, replaced, { isLocked: true }));
  if (changed.length > 0) await update(tx, ctx, toRows(await withFormerNames(tx, tenantId, changed), mrns));
}
