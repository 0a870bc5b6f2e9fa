import "server-only";
import type { Tx } from "@/db/client";
import type { RowOf } from "@/db/schema/columns";
import type { fhirPendingReference } from "@/db/schema/resources";

/** A reference without a target, and how to recognise the target when it comes. */
export type PendingReference = Omit<RowOf<typeof fhirPendingReference>, "tenantId" | "importId" | "file">;

/** A stored resource. */
export type Holder = { type: string; id: string };

function columnsOf(holders: readonly Holder[]): { types: string[]; ids: string[] } {
  return { types: holders.map(({ type }) => type), ids: holders.map(({ id }) => id) };
}

/** Notes references without a target; for changed resources in place of those they had. */
export async function storePending(
  tx: Tx,
  tenantId: string,
  input: { importId: string; file: string; pending: readonly PendingReference[]; changed: readonly Holder[] },
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
export async function listHolders(tx: Tx, tenantId: string, after: Holder, limit: number): Promise<Holder[]> {
  return tx<Holder[]>`
    SELECT DISTINCT from_type AS type, from_id AS id FROM fhir_pending_reference
    WHERE tenant_id = ${tenantId} AND (from_type, from_id) > (${after.type}, ${after.id}::text::uuid)
    ORDER BY 1, 2 LIMIT ${limit}`;
}

/** Those of the resources of which a pending reference may have found its target, with the file it came from. */
export async function findCompletable(
  tx: Tx,
  tenantId: string,
  holders: readonly Holder[],
): Promise<(Holder & { file: string })[]> {
  const { types, ids } = columnsOf(holders);
  return tx<(Holder & { file: string })[]>`
    SELECT p.from_type AS type, p.from_id AS id, min(p.file) AS file
    FROM unnest(${types}::text[], ${ids}::text[]::uuid[]) AS w(type, id)
    JOIN fhir_pending_reference p ON p.tenant_id = ${tenantId} AND p.from_type = w.type AND p.from_id = w.id
    WHERE 1 = (SELECT count(*) FROM (
        SELECT i.resource_id FROM fhir_identifier i
        WHERE i.tenant_id = ${tenantId} AND i.resource_type = p.target_type AND i.system = p.target_system AND i.value = p.target_value
        LIMIT 2) AS bearer)
      OR EXISTS (SELECT 1 FROM patient t WHERE t.tenant_id = ${tenantId} AND t.id = p.target_id)
      OR EXISTS (SELECT 1 FROM record t WHERE t.tenant_id = ${tenantId} AND t.id = p.target_id)
      OR EXISTS (SELECT 1 FROM fhir_resource t WHERE t.tenant_id = ${tenantId} AND t.id = p.target_id)
    GROUP BY 1, 2 ORDER BY 1, 2`;
}

type Unresolved = Pick<RowOf<typeof fhirPendingReference>, "file" | "path" | "reference"> & { from: string };

/** The references this import met that have no target, in the order of its files. */
export async function listUnresolved(tx: Tx, tenantId: string, importId: string): Promise<Unresolved[]> {
  return tx<Unresolved[]>`
    SELECT file, from_type || '/' || from_id AS from, path, reference FROM fhir_pending_reference
    WHERE tenant_id = ${tenantId} AND import_id = ${importId}::text::uuid
    ORDER BY file, from_type, from_id, path`;
}
