import "server-only";
import type { Tx } from "@/db/client";
import { toJsonRows } from "@/db/json-rows";
import type { Ctx } from "@/lib/tenancy";
import { columnsOf, readResourceVersions } from "./find-stored";
import { keepVersions } from "./keep-versions";
import type { ResourceKey } from "./schema";

/** A resource of a type that has no table of its own, or of which no patient is known. */
export type ImportedResource = ResourceKey & {
  patientId: string | null;
  /** JSON text. */
  resource: string;
  /** SHA-256 of what was imported, hexadecimal. */
  hash: string;
  version: number;
  /** `complete` fills in references without making a new version. */
  action: "create" | "update" | "complete";
};

function toRows(resources: readonly ImportedResource[]): string {
  return toJsonRows(
    resources.map(({ type, id, patientId, resource, hash, version }) => ({
      columns: { type, id, patientId, hash, version },
      json: { resource },
    })),
  );
}

async function insert(tx: Tx, ctx: Ctx, rows: string): Promise<void> {
  await tx`
    INSERT INTO fhir_resource (tenant_id, resource_type, id, patient_id, version, resource, content_hash, updated_by, updated_by_name,
                               change_reason)
    SELECT ${ctx.tenant.id}, type, id, "patientId", version, resource, decode(hash, 'hex'), ${ctx.actor.id}, ${ctx.actor.name}, 'import'
    FROM json_to_recordset(${rows}::text::json) AS v(type text, id uuid, "patientId" uuid, version int, resource json, hash text)`;
}

async function complete(tx: Tx, tenantId: string, rows: string): Promise<void> {
  await tx`
    UPDATE fhir_resource f SET patient_id = v."patientId", resource = v.resource
    FROM json_to_recordset(${rows}::text::json) AS v(type text, id uuid, "patientId" uuid, resource json)
    WHERE f.tenant_id = ${tenantId} AND f.id = v.id AND f.resource_type = v.type`;
}

async function update(tx: Tx, ctx: Ctx, rows: string): Promise<void> {
  await tx`
    UPDATE fhir_resource f SET patient_id = v."patientId", resource = v.resource, version = f.version + 1,
      content_hash = decode(v.hash, 'hex'), updated_at = now(), updated_by = ${ctx.actor.id}, updated_by_name = ${ctx.actor.name},
      change_reason = 'import'
    FROM json_to_recordset(${rows}::text::json) AS v(type text, id uuid, "patientId" uuid, resource json, hash text)
    WHERE f.tenant_id = ${ctx.tenant.id} AND f.id = v.id AND f.resource_type = v.type`;
}

/** Keeps the versions that whole resources have now in the history. */
export async function keepResourceVersions(tx: Tx, ctx: Ctx, keys: readonly ResourceKey[]): Promise<void> {
  await keepVersions(tx, ctx, await readResourceVersions(tx, ctx.tenant.id, keys, { isLocked: true }));
}

/** Takes resources out of the whole ones because they have a chart row now. */
export async function releaseResources(
  tx: Tx,
  tenantId: string,
  keys: readonly ResourceKey[],
): Promise<void> {
  if (keys.length === 0) return;
  const { types, ids } = columnsOf(keys);
  await tx`
    DELETE FROM fhir_resource f USING unnest(${types}::text[], ${ids}::text[]::uuid[]) AS w(type, id)
    WHERE f.tenant_id = ${tenantId} AND f.id = w.id AND f.resource_type = w.type`;
}

/** Writes resources that are kept whole, in the given transaction; former versions of updated ones go to the history. */
export async function storeResources(
  tx: Tx,
  ctx: Ctx,
  resources: readonly ImportedResource[],
): Promise<void> {
  const by = (wanted: ImportedResource["action"]) => resources.filter(({ action }) => action === wanted);
  const [created, updated, completed] = [by("create"), by("update"), by("complete")];
  if (created.length > 0) await insert(tx, ctx, toRows(created));
  if (completed.length > 0) await complete(tx, ctx.tenant.id, toRows(completed));
  if (updated.length === 0) return;
  await keepResourceVersions(tx, ctx, updated);
  await update(tx, ctx, toRows(updated));
}
