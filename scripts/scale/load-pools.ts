import type { Tx } from "@/db/client";
import { type Pool, readNamePools } from "./name-pools";

/** Puts the name pools into a temporary table `pool(kind, bucket, shown, words)` of this connection. */
export async function loadPools(tx: Tx): Promise<void> {
  await tx`CREATE TEMP TABLE pool (kind text, bucket int, shown text, words text)`;
  const pools = readNamePools();
  for (const [kind, pool] of Object.entries(pools)) await loadPool(tx, kind, pool);
  await tx`CREATE UNIQUE INDEX ON pool (kind, bucket) INCLUDE (shown, words)`;
  await tx`ANALYZE pool`;
}

async function loadPool(tx: Tx, kind: string, pool: Pool): Promise<void> {
  const shown = pool.buckets.map((index) => pool.entries[index]?.shown ?? "");
  const words = pool.buckets.map((index) => pool.entries[index]?.words ?? "");
  await tx`
    INSERT INTO pool SELECT ${kind}, ordinality - 1, shown, words
    FROM unnest(${shown}::text[], ${words}::text[]) WITH ORDINALITY AS p(shown, words, ordinality)`;
}
