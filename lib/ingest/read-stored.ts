import "server-only";
import type { Tx } from "@/db/client";
import { readPatientVersions } from "@/lib/patients";
import { readRecordVersions } from "@/lib/records";
import { type ResourceKey, type ResourceVersion, readResourceVersions } from "@/lib/resources";

/** The resources as they are stored now, wherever they are kept; those that are not stored are left out. */
export async function readStored(
  tx: Tx,
  tenantId: string,
  keys: readonly ResourceKey[],
): Promise<ResourceVersion[]> {
  const patients = keys.filter(({ type }) => type === "Patient").map(({ id }) => id);
  const others = keys.filter(({ type }) => type !== "Patient");
  const found = await Promise.all([
    readPatientVersions(tx, tenantId, patients),
    readRecordVersions(tx, tenantId, others),
    readResourceVersions(tx, tenantId, others),
  ]);
  return found.flat();
}
