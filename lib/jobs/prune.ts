import "server-only";
import { inTenant } from "@/db/transaction";
import { log } from "@/lib/observability";
import { writePool } from "@/lib/tenancy";

const NO_TENANT = "00000000-0000-0000-0000-000000000000";

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
