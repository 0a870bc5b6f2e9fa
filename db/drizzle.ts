import "server-only";
import { DrizzleQueryError } from "drizzle-orm";
import { PgDatabase, PgDialect } from "drizzle-orm/pg-core";
import { type PgRemoteQueryResultHKT, PgRemoteSession, type RemoteCallback } from "drizzle-orm/pg-proxy";
import type { Tx } from "./client";

export type Drizzle = PgDatabase<PgRemoteQueryResultHKT, Record<string, never>>;

const dialect = new PgDialect();

/** DrizzleQueryError quotes the parameters, and those may be a patient's: the database's own error goes on instead. */
function throwCause(error: unknown): never {
  throw error instanceof DrizzleQueryError && error.cause ? error.cause : error;
}

class TransactionSession extends PgRemoteSession<Record<string, never>, Record<string, never>> {
  override prepareQuery: PgRemoteSession<Record<string, never>, Record<string, never>>["prepareQuery"] = (
    ...input
  ) => {
    const prepared = PgRemoteSession.prototype.prepareQuery.apply(this, input);
    const execute = prepared.execute.bind(prepared);
    prepared.execute = (values) => execute(values).catch(throwCause);
    return prepared as never;
  };
}

/**
 * drizzle on a transaction of ours: same connection, same tenant (row-level security), same value types, and statements prepared by
 * their text. It begins and ends nothing. For plain reads and writes; queries with measured plans stay SQL.
 * Never give drizzle a pool: its own session changes how that pool reads dates, and a statement outside a transaction has no tenant.
 */
export function drizzleOf(tx: Tx): Drizzle {
  const run: RemoteCallback = async (text, params, method) => {
    const query = tx.unsafe(text, params, { prepare: true });
    // "all" wants rows as arrays, in the order of the selected fields; "execute" wants them as objects.
    return { rows: method === "all" ? await query.values() : await query };
  };
  return new PgDatabase(dialect, new TransactionSession(run, dialect, undefined), undefined);
}
