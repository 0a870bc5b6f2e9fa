import "server-only";
import type { Tx } from "@/db/client";
import { identifierKey } from "./find-by-identifiers";
import type { Identifier } from "./schema";

/**
 * Until the transaction ends nobody else who asks so may give one of these identifiers: who then finds that no resource of the type
 * has it may give it. Always in the same order, so that two never wait for each other.
 */
export async function lockIdentifiers(
  tx: Tx,
  tenantId: string,
  wanted: readonly (Identifier & { type: string })[],
): Promise<void> {
  const keys = wanted.map((one) => `identifier ${tenantId} ${identifierKey(one.type, one)}`).sort();
  await tx`SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(${keys}::text[]) AS key`;
}
