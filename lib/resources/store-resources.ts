import "server-only";
import type { Tx } from "@/db/client";
import { toJsonRows } from "@/db/json-rows";
import type { Ctx } from "@/lib/tenancy";

export type KeptResource = {
  type: string;
  id: string;
  patientId: string | null;
  /** JSON text. */
  resource: string;
  /** SHA-256 of what was imported, hexadecimal. */
  hash: string;
  version: number;
  /** `complete` fills in references without making a new version. */
  action: "create" | "update" | "complete";
};

function toRows(resources: readonly KeptResource[]): string {
  return toJsonRows(
    resources.map(({ type, id, patientId, resource, hash, version, action }) => ({
      columns: { type, id, patientId, hash, version, step: action === "complete" ? 0 : 1 },
      json: { resource },
    })),
  );
}

async function insert(tx: Tx, tenantId: string, rows: string): Promise<void> {
  await tx`
    INSERT INTO fhir_resource (tenant_id, resource_type, id, patient_id, version, resource, content_hash)
    SELECT ${tenantId}, type, id, "patientId", version, resource, decode(hash, 'hex')
    FROM json_to_recordset(${rows}::text::json) AS v(type text, id uuid, "patientId" uuid, version int, resource json, hash text)`;
}

async function update(tx: Tx, tenantId: string, rows: string): Promise<void> {
  await tx`
    UPDATE fhir_resource f SET patient_id = v."patientId", resource = v.resource, version = f.version + v.step, updated_at = now(),
      content_hash = CASE WHEN v.step = 0 THEN f.content_hash ELSE decode(v.hash, 'hex') END
    FROM json_to_recordset(${rows}::text::json) AS v(type text, id uuid, "patientId" uuid, resource json, hash text, step int)
    WHERE f.tenant_id = ${tenantId} AND f.id = v.id AND f.resource_type = v.type`;
}

type Key = { type: string; id: string };

/** Copies the stored version of resources that are kept whole to the history. */
export async function keepResourceHistory(tx: Tx, ctx: Ctx, keys: readonly Key[]): Promise<void> {
  if (keys.length === 0) return;
  await tx`
    INSERT INTO resource_history (tenant_id, resource_type, resource_id, version, resource, replaced_by)
    SELECT f.tenant_id, f.resource_type, f.id, f.version, f.resource, ${ctx.actor.name}
    FROM unnest(${keys.map(({ type }) => type)}::text[], ${keys.map(({ id }) => id)}::text[]::uuid[]) AS w(type, id)
    JOIN fhir_resource f ON f.tenant_id = ${ctx.tenant.id} AND f.id = w.id AND f.resource_type = w.type`;
}

/** Takes resources out of the whole ones because they have a chart row now. */
export async function releaseResources(tx: Tx, tenantId: string, keys: readonly Key[]): Promise<void> {
  if (keys.length === 0) return;
  await tx`
    DELETE FROM fhir_resource f
    USING unnest(${keys.map(({ type }) => type)}::text[], ${keys.map(({ id }) => id)}::text[]::uuid[]) AS w(type, id)
    WHERE f.tenant_id = ${tenantId} AND f.id = w.id AND f.resource_type = w.type`;
}

/** Writes resources that are kept whole, in the given transaction; earlier versions of updated ones go to the history. */
export async function storeResources(tx: Tx, ctx: Ctx, resources: readonly KeptResource[]): Promise<void> {
  const created = resources.filter(({ action }) => action === "create");
  const changed = resources.filter(({ action }) => action !== "create");
  if (created.length > 0) await insert(tx, ctx.tenant.id, toRows(created));
  await keepResourceHistory(
    tx,
    ctx,
    changed.filter(({ action }) => action === "update"),
  );
  if (changed.length > 0) await update(tx, ctx.tenant.id, toRows(changed));
}
