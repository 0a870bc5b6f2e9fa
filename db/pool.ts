import "server-only";
import postgres from "postgres";
import type { Connection } from "./connection";
import { Connections, type ConnectionsOptions } from "./connections";
import { poolError, toDatabaseError } from "./database-error";
import { LIMITS, type Work } from "./limits";
import { watch } from "./watch";

type Rows = readonly (object | undefined)[];
/** One statement outside a transaction. The database refuses it when it writes. */
export type Ask = <T extends Rows = postgres.Row[]>(
  strings: TemplateStringsArray,
  ...values: readonly postgres.ParameterOrFragment<never>[]
) => Promise<postgres.RowList<T>>;

/** What the holder of a connection has, and tells the pool. */
export type Lease = {
  connection: Connection;
  /** True from COMMIT on: whoever is interrupted then does not know whether it was saved. */
  isCommitting: boolean;
};

export type PoolOptions = ConnectionsOptions;
export type Pool = Ask & {
  /**
   * Runs `run` with a connection that nobody else uses meanwhile.
   * @throws DatabaseError, which holds no value of any statement
   */
  lease: <T>(work: Work, run: (lease: Lease) => Promise<T>) => Promise<T>;
  /** Closes idle connections at once, the others when their work is done, at the latest after `timeout` seconds (5). */
  end: (options?: { timeout?: number }) => Promise<void>;
  state: Connections["state"];
};

/** A read whose caller is gone may end by itself in this time; cancelling it costs a connection. */
const ABANDONED_MS = 250;

/** A pool as the application's role. Connects on first use, in 2 s or not at all. Values cross the wire as with createPool. */
export function openPool(url: string, options: PoolOptions): Pool {
  const connections = new Connections(url, options);

  async function lease<T>(work: Work, run: (lease: Lease) => Promise<T>): Promise<T> {
    const endsAt = Math.min(
      work.endsAt ?? Number.POSITIVE_INFINITY,
      performance.now() + LIMITS[work.kind].totalMs,
    );
    const connection = await connections.borrow(endsAt, work.signal);
    const held: Lease = { connection, isCommitting: false };
    const interrupted = interruption(held, work, endsAt);
    try {
      return await Promise.race([run(held), interrupted.promise]);
    } catch (error) {
      // Once COMMIT is under way, whatever is not PostgreSQL's own answer leaves the outcome open.
      const isOpen = held.isCommitting && work.kind !== "read" && !(error instanceof postgres.PostgresError);
      throw isOpen ? poolError("OUTCOME_UNKNOWN") : toDatabaseError(error);
    } finally {
      interrupted.stop();
      connections.giveBack(connection);
    }
  }

  const ask = (strings: TemplateStringsArray, ...values: never[]) =>
    lease({ kind: "read" }, async ({ connection }) => connection.sql(strings, ...values));
  const end: Pool["end"] = ({ timeout = 5 } = {}) => connections.end(timeout * 1_000);
  return Object.assign(ask as unknown as Ask, { lease, end, state: () => connections.state() });
}

/** Rejects when the connection is lost, the time over or the caller gone, and gives the connection up then. */
function interruption(
  held: Lease,
  work: Work,
  endsAt: number,
): { promise: Promise<never>; stop: () => void } {
  const { connection } = held;
  let stop = (): void => {};
  const promise = new Promise<never>((_, reject) => {
    connection.onLost = reject;
    // A change that has begun is carried through, whether somebody still waits for it or not.
    const signal = work.kind === "read" ? work.signal : undefined;
    stop = watch({ endsAt, signal, patienceMs: ABANDONED_MS }, (why) => {
      reject(poolError(why));
      // A read may be cancelled at any moment, also when its COMMIT is on the way behind its last statement.
      if (!held.isCommitting || work.kind === "read") connection.cancel();
      connection.destroy();
    });
  });
  promise.catch(() => {});
  return { promise, stop };
}
