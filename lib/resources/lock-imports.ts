import "server-only";
import type { Tx } from "@/db/client";

/**
 * Waits for the import batch that is being written into the tenant, and holds off the next until the transaction ends. Two batches
 * at once would each find the other's resources missing; and whoever judges what is stored must see what a batch is about to store.
 */
export async function lockImports(tx: Tx, tenantId: string): Promise<void> {
  await tx`SELECT pg_advisory_xact_lock(hashtextextended(${`import ${tenantId}`}, 0))`;
}
