import "server-only";
import type { Tx } from "@/db/client";
import { toJsonRows } from "@/db/json-rows";
import type { Ctx } from "@/lib/tenancy";
import type { RecordDraft } from "./from-fhir/record-draft";
import { searchWords } from "./from-fhir/search-words";

export type ImportedRecord = {
  id: string;
  resourceType: string;
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
    records.map(({ draft, resource, action, ...row }) => {
      const { components, searchTexts: _texts, ...columns } = draft;
      const step = action === "complete" ? 0 : 1;
      return {
        columns: {
          ...columns,
          ...row,
          step,
          search: searchWords(draft),
          components: components ?? undefined,
        },
        json: { resource },
      };
    }),
  );
}

async function insert(tx: Tx, tenantId: string, rows: string): Promise<void> {
  await tx`
    INSERT INTO record (tenant_id, patient_id, id, type, at, at_text, end_at, title, code_system, code, status, category, severity,
                        value_number, value_text, unit, components, abnormal, is_current, is_retracted, encounter_id, author, search,
                        version, resource, content_hash)
    SELECT ${tenantId}, "patientId", id, type, at, "atText", "endAt", title, "codeSystem", code, status, category, severity,
           "valueNumber", "valueText", unit, components, abnormal, coalesce("isCurrent", false), coalesce("isRetracted", false),
           "encounterId", author, search, version, resource, decode(hash, 'hex')
    FROM json_to_recordset(${rows}::text::json) AS v("patientId" uuid, id uuid, type text, at timestamptz, "atText" text,
      "endAt" timestamptz, title text, "codeSystem" text, code text, status text, category text, severity text, "valueNumber" numeric,
      "valueText" text, unit text, components json, abnormal text, "isCurrent" boolean, "isRetracted" boolean, "encounterId" uuid,
      author text, search tsvector, version int, resource json, hash text)`;
}

async function update(tx: Tx, tenantId: string, rows: string): Promise<void> {
  await tx`
    UPDATE record r SET patient_id = v."patientId", at = v.at, at_text = v."atText", end_at = v."endAt", title = v.title,
      code_system = v."codeSystem", code = v.code, status = v.status, category = v.category, severity = v.severity,
      value_number = v."valueNumber", value_text = v."valueText", unit = v.unit, components = v.components, abnormal = v.abnormal,
      is_current = coalesce(v."isCurrent", false), is_retracted = coalesce(v."isRetracted", false), encounter_id = v."encounterId",
      author = v.author, search = v.search, resource = v.resource, content_hash = coalesce(decode(v.hash, 'hex'), r.content_hash),
      version = r.version + v.step, updated_at = now()
    FROM json_to_recordset(${rows}::text::json) AS v("patientId" uuid, id uuid, at timestamptz, "atText" text, "endAt" timestamptz,
      title text, "codeSystem" text, code text, status text, category text, severity text, "valueNumber" numeric, "valueText" text,
      unit text, components json, abnormal text, "isCurrent" boolean, "isRetracted" boolean, "encounterId" uuid, author text,
      search tsvector, resource json, hash text, step int)
    WHERE r.tenant_id = ${tenantId} AND r.id = v.id`;
}

async function keepHistory(tx: Tx, ctx: Ctx, replaced: readonly ImportedRecord[]): Promise<void> {
  const types = replaced.map(({ resourceType }) => resourceType);
  const ids = replaced.map(({ id }) => id);
  await tx`
    INSERT INTO resource_history (tenant_id, resource_type, resource_id, version, resource, replaced_by)
    SELECT r.tenant_id, w.type, r.id, r.version, r.resource, ${ctx.actor.name}
    FROM unnest(${types}::text[], ${ids}::text[]::uuid[]) AS w(type, id)
    JOIN record r ON r.tenant_id = ${ctx.tenant.id} AND r.id = w.id`;
}

/** Writes imported chart rows in the given transaction; earlier versions of updated ones go to the history. */
export async function storeImportedRecords(
  tx: Tx,
  ctx: Ctx,
  records: readonly ImportedRecord[],
): Promise<void> {
  const created = records.filter(({ action }) => action === "create");
  const changed = records.filter(({ action }) => action !== "create");
  const replaced = changed.filter(({ action }) => action === "update");
  if (created.length > 0) await insert(tx, ctx.tenant.id, toRows(created));
  if (replaced.length > 0) await keepHistory(tx, ctx, replaced);
  if (changed.length > 0) await update(tx, ctx.tenant.id, toRows(changed));
}
