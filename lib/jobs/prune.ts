import "server-only";
import { inTenant } from "@/db/transaction";
import { log } from "@/lib/observability";
import { NO_TENANT, writePool } from "@/lib/tenancy";

/** Forgets what has had its time, in every tenant: old keys, events, ended sessions, sign-in failures. Returns how many rows went, by kind. */
export async function prune(): Promise<Record<string, number>> {
  const rows = await inTenant(
    writePool(),
    NO_TENANT,
    async (tx) => tx<{ kind: string; removed: string }[]>`SELECT kind, removed FROM prune_expired()`,
    { kind: "job" },
  );
  const removed = Object.fromEntries(rows.map((row) => [row.kind, Number(row.removed)]));
  log.info({ removed }, "pruned");
  return removed;
}
