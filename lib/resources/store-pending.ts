import "server-only";
import type { Tx } from "@/db/client";
import type { RowOf } from "@/db/schema/columns";
import type { fhirPendingReference } from "@/db/schema/resources";
import { columnsOf } from "./find-stored";
import type { ResourceKey } from "./schema";

/** A reference without a target, and how to recognise the target when it comes. */
export type PendingReference = Omit<RowOf<typeof fhirPendingReference>, "tenantId" | "importId" | "file">;

/** Notes references without a target; for changed resources in place of those they had. */
export async function storePending(
  tx: Tx,
  tenantId: string,
  input: {
    importId: string;
    file: string;
    pending: readonly PendingReference[];
    changed: readonly ResourceKey[];
  },
): Promise<void> {
  const { importId, file, pending, changed } = input;
  if (changed.length > 0) {
    const { types, ids } = columnsOf(changed);
    await tx`
      DELETE FROM fhir_pending_reference p USING unnest(${types}::text[], ${ids}::text[]::uuid[]) AS w(type, id)
      WHERE p.tenant_id = ${tenantId} AND p.from_type = w.type AND p.from_id = w.id`;
  }
  if (pending.length === 0) return;
  await tx`
    INSERT INTO fhir_pending_reference (tenant_id, from_type, from_id, path, reference, target_type, target_id, target_system,
                                        target_value, import_id, file)
    SELECT ${tenantId}, "fromType", "fromId", path, reference, "targetType", "targetId", "targetSystem", "targetValue", ${importId}, ${file}
    FROM json_to_recordset(${JSON.stringify(pending)}::text::json) AS v("fromType" text, "fromId" uuid, path text, reference text,
      "targetType" text, "targetId" uuid, "targetSystem" text, "targetValue" text)
    ON CONFLICT (tenant_id, from_type, from_id, path) DO UPDATE SET import_id = excluded.import_id, file = excluded.file`;
}

/** Forgets references that have found their target. */
export async function clearPending(
  tx: Tx,
  tenantId: string,
  found: readonly { type: string; id: string; path: string }[],
): Promise<number> {
  if (found.length === 0) return 0;
  const { types, ids } = columnsOf(found);
  const paths = found.map(({ path }) => path);
  const cleared = await tx`
    DELETE FROM fhir_pending_reference p USING unnest(${types}::text[], ${ids}::text[]::uuid[], ${paths}::text[]) AS w(type, id, path)
    WHERE p.tenant_id = ${tenantId} AND p.from_type = w.type AND p.from_id = w.id AND p.path = w.path`;
  return cleared.count;
}

/** The next resources with pending references after `after`, at most `limit`, in a fixed order; `[]` at the end. */
export async function listHolders(
  tx: Tx,
  tenantId: string,
  after: ResourceKey,
  limit: number,
): Promise<ResourceKey[]> {
  return tx<ResourceKey[]>`
    SELECT DISTINCT from_type AS type, from_id AS id FROM fhir_pending_reference
    WHERE tenant_id = ${tenantId} AND (from_type, from_id) > (${after.type}, ${after.id}::text::uuid)
    ORDER BY 1, 2 LIMIT ${limit}`;
}

/** The resources by whose arrival a pending reference of `holders` would find its target, each once. */
export async function listPendingTargets(
  tx: Tx,
  tenantId: string,
  holders: readonly ResourceKey[],
): Promise<ResourceKey[]> {
  const { types, ids } = columnsOf(holders);
  return tx<ResourceKey[]>`
    SELECT DISTINCT p.target_type AS type, p.target_id AS id
    FROM unnest(${types}::text[], ${ids}::text[]::uuid[]) AS w(type, id)
    JOIN fhir_pending_reference p ON p.tenant_id = ${tenantId} AND p.from_type = w.type AND p.from_id = w.id
    WHERE p.target_id IS NOT NULL`;
}

/** Those of `holders` of which a pending reference may have found its target: one of `arrived`, or the only one with an identifier. */
export async function findCompletable(
  tx: Tx,
  tenantId: string,
  input: { holders: readonly ResourceKey[]; arrived: readonly ResourceKey[] },
): Promise<ResourceKey[]> {
  const { types, ids } = columnsOf(input.holders);
  const arrived = input.arrived.map(({ id }) => id);
  return tx<ResourceKey[]>`
    SELECT DISTINCT p.from_type AS type, p.from_id AS id
    FROM unnest(${types}::text[], ${ids}::text[]::uuid[]) AS w(type, id)
    JOIN fhir_pending_reference p ON p.tenant_id = ${tenantId} AND p.from_type = w.type AND p.from_id = w.id
    WHERE p.target_id = ANY (${arrived}::text[]::uuid[])
      OR 1 = (SELECT count(*) FROM (
        SELECT i.resource_id FROM fhir_identifier i
        WHERE i.tenant_id = ${tenantId} AND i.resource_type = p.target_type AND i.system = p.target_system AND i.value = p.target_value
        LIMIT 2) AS identified)
    ORDER BY 1, 2`;
}

type Unresolved = Pick<RowOf<typeof fhirPendingReference>, "file" | "path" | "reference"> & { from: string };

/** The references this import met that have no target, in the order of its files. */
export async function listUnresolved(tx: Tx, tenantId: string, importId: string): Promise<Unresolved[]> {
  return tx<Unresolved[]>`
    SELECT file, from_type || '/' || from_id AS from, path, reference FROM fhir_pending_reference
    WHERE tenant_id = ${tenantId} AND import_id = ${importId}::text::uuid
    ORDER BY file, from_type, from_id, path`;
}
