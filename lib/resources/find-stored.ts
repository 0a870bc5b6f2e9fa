import "server-only";
import type { Tx } from "@/db/client";
import type { ResourceKey, ResourceVersion, StoredResource } from "./schema";

/** Types and ids as two lists, for `unnest`. */
export function columnsOf(keys: readonly ResourceKey[]): { types: string[]; ids: string[] } {
  return { types: keys.map(({ type }) => type), ids: keys.map(({ id }) => id) };
}

/** Those of the resources that are kept whole; a key with an empty type finds every type that has the id. */
export async function findStoredResources(
  tx: Tx,
  tenantId: string,
  keys: readonly ResourceKey[],
): Promise<StoredResource[]> {
  if (keys.length === 0) return [];
  const { types, ids } = columnsOf(keys);
  return tx<StoredResource[]>`
    SELECT DISTINCT 'fhir_resource' AS "table", f.resource_type AS type, f.id, f.version, encode(f.content_hash, 'hex') AS hash,
           NULL AS "birthDate"
    FROM unnest(${types}::text[], ${ids}::text[]::uuid[]) AS w(type, id)
    JOIN fhir_resource f ON f.tenant_id = ${tenantId} AND f.id = w.id AND (w.type = f.resource_type OR w.type = '')`;
}

/** The versions that resources kept whole have now, with their text. `isLocked`: nobody changes them until the transaction ends. */
export async function readResourceVersions(
  tx: Tx,
  tenantId: string,
  keys: readonly ResourceKey[],
  { isLocked = false } = {},
): Promise<ResourceVersion[]> {
  if (keys.length === 0) return [];
  const { types, ids } = columnsOf(keys);
  return tx<ResourceVersion[]>`
    SELECT f.resource_type AS type, f.id, f.version, f.resource, f.updated_at AS "madeAt", f.updated_by AS "madeBy",
           f.updated_by_name AS "madeByName", f.change_reason AS reason
    FROM unnest(${types}::text[], ${ids}::text[]::uuid[]) AS w(type, id)
    JOIN fhir_resource f ON f.tenant_id = ${tenantId} AND f.id = w.id AND f.resource_type = w.type
    ${isLocked ? tx`FOR UPDATE OF f` : tx``}`;
}
