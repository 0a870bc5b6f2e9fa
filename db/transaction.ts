import "server-only";
import type postgres from "postgres";
import type { Sql, Tx } from "./client";
import type { Connection } from "./connection";
import { poolError } from "./database-error";
import { LIMITS, type Work } from "./limits";
import type { Lease, Pool } from "./pool";

type Actor = { id: string | null; name: string };
type TenantTransaction = Partial<Work> & {
  /** Who its audit events name; a transaction that names nobody can note none. See migrations/0007_journal.sql. */
  actor?: Actor | undefined;
  /** False lets the commit return before it is on disk; never where an answer waits for it. */
  isDurable?: boolean;
  isReadOnly?: boolean;
  /** Only reads, and all statements see one moment (REPEATABLE READ, which a reader never fails by). */
  isSnapshot?: boolean;
};

/** What of postgres.js's query is used here: the call that sends it. A fragment inside another statement is never sent itself. */
type Sendable = { handler: (query: Refusable) => void };
type Refusable = Promise<unknown> & { reject: (error: Error) => void };
/** `isOver`: no statement may be made any more; `isEnded`: none may be sent, because its end was. */
type Scope = { failure: unknown; isOver: boolean; isEnded: boolean };
/** Sends COMMIT behind the statements sent so far, in the same packet: nothing may follow. Resolves when it is answered. */
export type Commit = () => Promise<void>;
const SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
let savepoints = 0;

/**
 * Runs `fn` in one transaction that sees and writes the rows of one tenant only (row-level security).
 * Commits when `fn` resolves, rolls back when it rejects. A `write` when no kind is named; see db/limits for what each may take.
 * Whose last statements are sent may `commit` with them and save the way there and back; a failure among them still undoes all, but
 * what `fn` finds out from their answers no longer does.
 * @throws DatabaseError: OUTCOME_UNKNOWN when COMMIT was sent and not answered, DEADLINE and the like before it
 */
export function inTenant<T>(
  pool: Pool,
  tenantId: string,
  fn: (tx: Tx, commit: Commit) => Promise<T>,
  options: TenantTransaction = {},
): Promise<T> {
  const {
    kind = "write",
    endsAt,
    signal,
    isDurable = true,
    isReadOnly = false,
    isSnapshot = false,
    actor,
  } = options;
  return pool.lease({ kind, endsAt, signal }, (lease) => {
    const scope = newScope();
    const tx = openScope(lease.connection, scope);
    // Sent without waiting: the first statement of `fn` follows them in the same packet. A failure fails the transaction.
    const begin = isSnapshot ? SNAPSHOT : isReadOnly ? "BEGIN READ ONLY" : "BEGIN READ WRITE";
    send(tx.unsafe(begin));
    send(setUp(tx, tenantId, { kind, isDurable, actor }));
    return finish(lease, scope, (commit) => fn(tx, commit));
  });
}

function newScope(): Scope {
  return { failure: undefined, isOver: false, isEnded: false };
}

/** postgres.js sends it when it is waited for, where nobody would hear of an error that is thrown. */
function refuse(query: Refusable): void {
  query.reject(isOverError());
}

function isOverError(): Error {
  return new Error("The transaction of this statement is over.");
}

function send(query: postgres.PendingQuery<postgres.Row[]>): void {
  query.execute().catch(() => {});
}

type SetUp = { kind: Work["kind"]; isDurable: boolean; actor: Actor | undefined };

function setUp(tx: Tx, tenantId: string, { kind, isDurable, actor }: SetUp) {
  const identify = tx`set_config('app.tenant_id', ${tenantId}, true), set_config('app.actor_id', ${actor?.id ?? ""}, true),
                      set_config('app.actor', ${actor?.name ?? ""}, true)`;
  if (kind !== "read") {
    const { statementMs, lockMs, idleMs } = LIMITS[kind];
    return tx`
      SELECT ${identify}, set_config('statement_timeout', ${String(statementMs)}, true), set_config('lock_timeout', ${String(lockMs)}, true),
             set_config('idle_in_transaction_session_timeout', ${String(idleMs)}, true)`;
  }
  // The connection's own limits are a read's.
  return isDurable
    ? tx`SELECT ${identify}`
    : tx`SELECT ${identify}, set_config('synchronous_commit', 'off', true)`;
}

async function finish<T>(lease: Lease, scope: Scope, run: (commit: Commit) => Promise<T>): Promise<T> {
  const { connection } = lease;
  let committed: Promise<void> | null = null;
  const commit = (): Promise<void> => {
    scope.isOver = true;
    committed ??= sendCommit(lease, scope);
    return committed;
  };
  try {
    const value = await run(commit);
    scope.isOver = true;
    if (scope.failure) throw scope.failure;
    await commit();
    return value;
  } catch (error) {
    scope.isOver = true;
    scope.isEnded = true;
    // A COMMIT that was sent ends the transaction, one way or the other, before the connection is anybody else's.
    if (committed) await settled(committed);
    else if (!connection.isLost()) await rollBack(connection);
    throw isConsequence(error) ? (scope.failure ?? error) : error;
  }
}

async function sendCommit(lease: Lease, scope: Scope): Promise<void> {
  await whatIsUnderWay();
  scope.isEnded = true;
  lease.isCommitting = true;
  const done = await lease.connection.sql.unsafe("COMMIT");
  lease.isCommitting = false;
  // PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK.
  if (done.command !== "COMMIT")
    throw new RolledBack("The transaction was rolled back instead of committed.");
}

/** A statement is sent some microtasks after it is made, those of a packet at the end of the turn: this is between the two. */
function whatIsUnderWay(): Promise<void> {
  return new Promise((resolve) => {
    queueMicrotask(() => process.nextTick(resolve));
  });
}

async function settled(promise: Promise<void>): Promise<void> {
  await promise.catch(() => {});
}

class RolledBack extends Error {}

/** Statements sent together with one that fails are refused after it (in_failed_sql_transaction), and may reject before it. */
function isConsequence(error: unknown): boolean {
  return error instanceof RolledBack || (error instanceof Error && "code" in error && error.code === "25P02");
}

/** A connection whose transaction did not end is of no use to anybody. */
async function rollBack(connection: Connection): Promise<void> {
  try {
    await connection.sql.unsafe("ROLLBACK");
  } catch {
    connection.destroy();
  }
}

/**
 * The statements of one transaction: refused once it is over or its connection lost, when they would reach another transaction
 * or none. The first that fails is remembered, so that a caught error never commits half.
 */
function openScope(connection: Connection, scope: Scope): Tx {
  const sql = connection.sql;
  const watched = <Q>(make: () => Q): Q => {
    if (scope.isOver) throw isOverError();
    if (connection.isLost()) throw poolError("CONNECTION_CLOSED");
    const query = make();
    const sendable = query as unknown as Sendable;
    if (typeof sendable.handler === "function") {
      const handle = sendable.handler;
      sendable.handler = (sent) => {
        if (scope.isEnded) return refuse(sent);
        sent.catch((error) => {
          scope.failure ??= error;
        });
        handle(sent);
      };
    }
    return query;
  };
  const ask = (...input: Parameters<Sql>) => watched(() => sql(...input));
  const tx = Object.assign(ask, {
    unsafe: (...input: Parameters<Sql["unsafe"]>) => watched(() => sql.unsafe(...input)),
    json: sql.json,
    array: sql.array,
    typed: sql.typed,
    types: sql.types,
    options: sql.options,
    savepoint: (name: unknown, fn = name) => inSavepoint(connection, tx as unknown as Tx, fn as SavepointFn),
  });
  return tx as unknown as Tx;
}

type SavepointFn = (step: Tx) => Promise<unknown>;

async function inSavepoint(connection: Connection, tx: Tx, fn: SavepointFn): Promise<unknown> {
  const name = `s${savepoints++}`;
  await tx.unsafe(`SAVEPOINT ${name}`);
  const scope = newScope();
  try {
    const value = await fn(openScope(connection, scope));
    if (scope.failure) throw scope.failure;
    return value;
  } catch (error) {
    await tx.unsafe(`ROLLBACK TO SAVEPOINT ${name}`);
    throw error;
  } finally {
    scope.isOver = true;
    scope.isEnded = true;
  }
}
