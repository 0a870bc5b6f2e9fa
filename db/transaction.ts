import "server-only";
import type { Sql, Tx } from "./client";

type TenantTransaction = {
  /** Who its audit events name; a transaction that names nobody can note none. See migrations/0007_journal.sql. */
  actor?: { id: string | null; name: string } | undefined;
  /** False lets the commit return before it is on disk: for reads that write an audit event, never for writes. */
  isDurable?: boolean;
  isReadOnly?: boolean;
};

/**
 * Runs `fn` in one transaction that sees and writes the rows of one tenant only (row-level security).
 * Commits when `fn` resolves, rolls back when it rejects.
 */
export function inTenant<T>(
  sql: Sql,
  tenantId: string,
  fn: (tx: Tx) => Promise<T>,
  options: TenantTransaction = {},
): Promise<T> {
  const { isDurable = true, isReadOnly = false, actor } = options;
  const run = (tx: Tx): Promise<T> => {
    // Sent without waiting: the first statement of `fn` follows it in the same packet. A failure of it fails the transaction.
    const identify = tx`set_config('app.tenant_id', ${tenantId}, true), set_config('app.actor_id', ${actor?.id ?? ""}, true),
                        set_config('app.actor', ${actor?.name ?? ""}, true)`;
    const prepare = isDurable
      ? tx`SELECT ${identify}`
      : tx`SELECT ${identify}, set_config('synchronous_commit', 'off', true)`;
    prepare.execute().catch(() => {});
    return fn(tx);
  };
  const transaction = isReadOnly ? sql.begin("read only", run) : sql.begin(run);
  // postgres.js types an array of promises as unwrapped; `fn` returns none.
  return transaction as Promise<T>;
}
