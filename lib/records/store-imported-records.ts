import "server-only";
import type { Tx } from "@/db/client";
import { toJsonRows } from "@/db/json-rows";
import { keepVersions, type ResourceKey } from "@/lib/resources";
import type { Ctx } from "@/lib/tenancy";
import { readRecordVersions } from "./find-stored-records";
import type { RecordDraft } from "./from-fhir/record-draft";
import { searchWords } from "./from-fhir/search-words";

export type ImportedRecord = ResourceKey & {
  patientId: string;
  encounterId: string | null;
  draft: RecordDraft;
  /** The FHIR resource as JSON text. */
  resource: string;
  /** SHA-256 of what was imported, hexadecimal; null keeps the stored one. */
  hash: string | null;
  /** Of a created row. */
  version: number;
  /** `complete` fills in references without making a new version. */
  action: "create" | "update" | "complete";
};

function toRows(records: readonly ImportedRecord[]): string {
  return toJsonRows(
    records.map(({ draft, resource, action, type: resourceType, ...row }) => {
      const { components, searchTexts: _texts, ...columns } = draft;
      const step = action === "complete" ? 0 : 1;
      return {
        columns: {
          ...columns,
          ...row,
          resourceType,
          step,
          search: searchWords(draft),
          components: components ?? undefined,
        },
        json: { resource },
      };
    }),
  );
}

async function insert(tx: Tx, ctx: Ctx, rows: string): Promise<void> {
  await tx`
    INSERT INTO record (tenant_id, patient_id, resource_type, id, type, at, at_text, end_at, title, code_system, code, status, category, severity,
                        value_number, value_text, unit, components, abnormal, is_current, is_retracted, encounter_id, author, search,
                        version, resource, content_hash, updated_by, updated_by_name, change_reason)
    SELECT ${ctx.tenant.id}, "patientId", "resourceType", id, type, at, "atText", "endAt", title, "codeSystem", code, status, category, severity,
           "valueNumber", "valueText", unit, components, abnormal, coalesce("isCurrent", false), coalesce("isRetracted", false),
           "encounterId", author, search, version, resource, decode(hash, 'hex'), ${ctx.actor.id}, ${ctx.actor.name}, 'import'
    FROM json_to_recordset(${rows}::text::json) AS v("patientId" uuid, "resourceType" text, id uuid, type text, at timestamptz, "atText" text,
      "endAt" timestamptz, title text, "codeSystem" text, code text, status text, category text, severity text, "valueNumber" numeric,
      "valueText" text, unit text, components json, abnormal text, "isCurrent" boolean, "isRetracted" boolean, "encounterId" uuid,
      author text, search tsvector, version int, resource json, hash text)`;
}

/** A step of 0 fills in references: the version stays, and with it who made it. */
async function update(tx: Tx, ctx: Ctx, rows: string): Promise<void> {
  await tx`
    UPDATE record r SET patient_id = v."patientId", at = v.at, at_text = v."atText", end_at = v."endAt", title = v.title,
      code_system = v."codeSystem", code = v.code, status = v.status, category = v.category, severity = v.severity,
      value_number = v."valueNumber", value_text = v."valueText", unit = v.unit, components = v.components, abnormal = v.abnormal,
      is_current = coalesce(v."isCurrent", false), is_retracted = coalesce(v."isRetracted", false), encounter_id = v."encounterId",
      author = v.author, search = v.search, resource = v.resource, content_hash = coalesce(decode(v.hash, 'hex'), r.content_hash),
      version = r.version + v.step,
      updated_at = CASE v.step WHEN 0 THEN r.updated_at ELSE now() END,
      updated_by = CASE v.step WHEN 0 THEN r.updated_by ELSE ${ctx.actor.id}::text::uuid END,
      updated_by_name = CASE v.step WHEN 0 THEN r.updated_by_name ELSE ${ctx.actor.name} END,
      change_reason = CASE v.step WHEN 0 THEN r.change_reason ELSE 'import' END
    FROM json_to_recordset(${rows}::text::json) AS v("patientId" uuid, "resourceType" text, id uuid, at timestamptz, "atText" text, "endAt" timestamptz,
      title text, "codeSystem" text, code text, status text, category text, severity text, "valueNumber" numeric, "valueText" text,
      unit text, components json, abnormal text, "isCurrent" boolean, "isRetracted" boolean, "encounterId" uuid, author text,
      search tsvector, resource json, hash text, step int)
    WHERE r.tenant_id = ${ctx.tenant.id} AND r.resource_type = v."resourceType" AND r.id = v.id`;
}

/** Writes imported chart rows in the given transaction; former versions of updated ones go to the history. */
export async function storeImportedRecords(
  tx: Tx,
  ctx: Ctx,
  records: readonly ImportedRecord[],
): Promise<void> {
  const created = records.filter(({ action }) => action === "create");
  const changed = records.filter(({ action }) => action !== "create");
  const replaced = changed.filter(({ action }) => action === "update");
  if (created.length > 0) await insert(tx, ctx, toRows(created));
  await keepVersions(tx, ctx, await readRecordVersions(tx, ctx.tenant.id, replaced, { isLocked: true }));
  if (changed.length > 0) await update(tx, ctx, toRows(changed));
}
