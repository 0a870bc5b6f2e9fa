import "server-only";
import type { Tx } from "@/db/client";
import { readPatientVersions } from "@/lib/patients";
import { readRecordVersions } from "@/lib/records";
import { type ResourceKey, type ResourceVersion, readResourceVersions } from "@/lib/resources";

/**
 * The resources as they are stored now, wherever they are kept; those that are not stored are left out. `isLocked`: nobody changes
 * them until the transaction ends, which whoever writes them back must ask for.
 */
export async function readStored(
  tx: Tx,
  tenantId: string,
  keys: readonly ResourceKey[],
  { isLocked = false } = {},
): Promise<ResourceVersion[]> {
  const patients = keys.filter(({ type }) => type === "Patient").map(({ id }) => id);
  const others = keys.filter(({ type }) => type !== "Patient");
  const found = await Promise.all([
    readPatientVersions(tx, tenantId, patients, { isLocked }),
    readRecordVersions(tx, tenantId, others, { isLocked }),
    readResourceVersions(tx, tenantId, others, { isLocked }),
  ]);
  return found.flat();
}
