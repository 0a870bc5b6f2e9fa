import "server-only";
import type { Tx } from "@/db/client";
import type { ResourceVersion, StoredResource } from "@/lib/resources";

/** Those of the patients that are stored, as the import wants to know them. */
export async function findStoredPatients(
  tx: Tx,
  tenantId: string,
  ids: readonly string[],
): Promise<StoredResource[]> {
  if (ids.length === 0) return [];
  return tx<StoredResource[]>`
    SELECT 'patient' AS "table", 'Patient' AS type, id, version, encode(content_hash, 'hex') AS hash, birth_date AS "birthDate"
    FROM patient WHERE tenant_id = ${tenantId} AND id = ANY (${[...ids]}::text[]::uuid[])`;
}

/** The versions that patients have now, with their resource. `isLocked`: nobody changes them until the transaction ends. */
export async function readPatientVersions(
  tx: Tx,
  tenantId: string,
  ids: readonly string[],
  { isLocked = false } = {},
): Promise<ResourceVersion[]> {
  if (ids.length === 0) return [];
  return tx<ResourceVersion[]>`
    SELECT 'Patient' AS type, id, version, resource, updated_at AS "madeAt", updated_by AS "madeBy", updated_by_name AS "madeByName",
           change_reason AS reason
    FROM patient WHERE tenant_id = ${tenantId} AND id = ANY (${[...ids]}::text[]::uuid[])
    ORDER BY id ${isLocked ? tx`FOR UPDATE` : tx``}`;
}
