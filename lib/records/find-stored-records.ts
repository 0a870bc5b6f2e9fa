import "server-only";
import type { Tx } from "@/db/client";
import { columnsOf, type ResourceKey, type ResourceVersion, type StoredResource } from "@/lib/resources";
import { CHART_TYPES } from "./from-fhir/map-record";

/** A key without a type may mean any of them. */
function withTypes(keys: readonly ResourceKey[]): ResourceKey[] {
  return keys.flatMap(({ type, id }) => {
    if (type === "") return Object.keys(CHART_TYPES).map((each) => ({ type: each, id }));
    return type in CHART_TYPES ? [{ type, id }] : [];
  });
}

/** Those of the resources that have a chart row; a key with an empty type finds every type that has the id. */
export async function findStoredRecords(
  tx: Tx,
  tenantId: string,
  keys: readonly ResourceKey[],
): Promise<StoredResource[]> {
  const { types, ids } = columnsOf(withTypes(keys));
  if (ids.length === 0) return [];
  return tx<StoredResource[]>`
    SELECT DISTINCT 'record' AS "table", r.resource_type AS type, r.id, r.version, encode(r.content_hash, 'hex') AS hash, NULL AS "birthDate"
    FROM unnest(${types}::text[], ${ids}::text[]::uuid[]) AS w(type, id)
    JOIN record r ON r.tenant_id = ${tenantId} AND r.resource_type = w.type AND r.id = w.id`;
}

/** The versions that chart rows have now, with their resource. `isLocked`: nobody changes them until the transaction ends. */
export async function readRecordVersions(
  tx: Tx,
  tenantId: string,
  keys: readonly ResourceKey[],
  { isLocked = false } = {},
): Promise<ResourceVersion[]> {
  const { types, ids } = columnsOf(keys);
  if (ids.length === 0) return [];
  return tx<ResourceVersion[]>`
    SELECT r.resource_type AS type, r.id, r.version, r.resource, r.updated_at AS "madeAt", r.updated_by AS "madeBy",
           r.updated_by_name AS "madeByName", r.change_reason AS reason
    FROM unnest(${types}::text[], ${ids}::text[]::uuid[]) AS w(type, id)
    JOIN record r ON r.tenant_id = ${tenantId} AND r.resource_type = w.type AND r.id = w.id
    ORDER BY r.resource_type, r.id ${isLocked ? tx`FOR UPDATE OF r` : tx``}`;
}
