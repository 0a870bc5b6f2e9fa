import "server-only";
import { createConnection, Socket } from "node:net";
import postgres from "postgres";
import type { Sql } from "./client";
import { DatabaseError, poolError, toDatabaseError } from "./database-error";
import { LIMITS } from "./limits";
import { valueTypes } from "./value-types";

export const CONNECT_MS_MAX = 2_000;
const CANCEL_MS_MAX = 1_000;
/** From the protocol: what stands where a version would, in a request to cancel. */
const CANCEL_CODE = 80_877_102;

/** One connection to PostgreSQL. It connects once: when it is lost, its statements fail and it is thrown away. */
export type Connection = {
  sql: Sql;
  /** Resolves when it can be used; rejects when the server cannot be reached or refuses. */
  ready: Promise<void>;
  openedAt: number;
  isLost: () => boolean;
  /** Called once, when the connection is lost. */
  onLost: ((error: Error) => void) | null;
  /** Asks the server to stop the running statement, by a connection of its own, and does not wait. */
  cancel: () => void;
  /** Says goodbye to the server. */
  close: () => Promise<void>;
  /** Drops the connection at once, whether the server answers or not. */
  destroy: () => void;
};

type Given = { host: string[]; port: number[] };
type Address = { host: string; port: number } | { path: string };
type Backend = { pid: number; secret: number };

const DRIVER = {
  max: 1,
  // Ends a connection between two statements of a transaction, for all that postgres.js knows. The pool does it instead.
  max_lifetime: null,
  max_pipeline: Number.MAX_SAFE_INTEGER,
  connect_timeout: CONNECT_MS_MAX / 1_000,
  types: valueTypes,
  fetch_types: false,
  onnotice: () => {},
};
/** What the server is told of each session. */
const SESSION = {
  TimeZone: "UTC",
  DateStyle: "ISO",
  // Outside of a transaction that says otherwise nothing can be written.
  default_transaction_read_only: true,
  // Statements here are written for any value. Left to choose, PostgreSQL plans some of them anew each time, which takes
  // longer than they do: a look for an MRN 0.3 ms instead of 0.7.
  plan_cache_mode: "force_generic_plan",
  statement_timeout: LIMITS.read.statementMs,
  lock_timeout: LIMITS.read.lockMs,
  idle_in_transaction_session_timeout: LIMITS.read.idleMs,
};

/**
 * Opens a connection through postgres.js with a pool of one, so that nothing but its holder's statements are ever in its
 * pipeline: a BEGIN among the statements of others may go out unnoticed by postgres.js 3.4.9 (upstream #823, #1189).
 */
export function openConnection(
  url: string,
  { applicationName, socketPath }: { applicationName: string; socketPath?: string | undefined },
): Connection {
  let socket: Socket | undefined;
  let address: Address = { host: "", port: 0 };
  let backend: Backend | undefined;
  let isLost = false;
  let isReady = false;

  const lose = (cause: unknown): void => {
    if (isLost) return;
    isLost = true;
    connection.onLost?.(cause instanceof Error ? cause : poolError("CONNECTION_CLOSED"));
  };
  const connectOnce = ({ host, port }: Given): Socket => {
    // postgres.js would go on with the next statement on a new connection, outside of the transaction it belongs to.
    if (socket) throw poolError("CONNECTION_CLOSED");
    address = socketPath ? { path: socketPath } : { host: host[0] ?? "", port: port[0] ?? 0 };
    const opening = Object.assign(new Socket(), address);
    opening.once("error", (error) => lose(toDatabaseError(error)));
    opening.once("close", () => {
      // A server that accepts and closes: postgres.js would try again for ever, without a pause.
      if (!isReady) opening.emit("error", poolError("CONNECTION_CLOSED"));
      lose(poolError("CONNECTION_CLOSED"));
    });
    socket = opening;
    if (!socketPath) opening.setNoDelay(true);
    return opening.connect(address);
  };
  const options = {
    ...DRIVER,
    onclose: () => lose(poolError("CONNECTION_CLOSED")),
    socket: connectOnce,
    connection: { application_name: applicationName, ...SESSION },
  };
  const sql = postgres(url, options as unknown as postgres.Options<Record<string, postgres.PostgresType>>);

  const greet = async (): Promise<void> => {
    const hello = sql`SELECT 1`;
    try {
      await inTime(hello);
      isReady = true;
      backend = (hello as unknown as { state: Backend }).state;
    } catch (error) {
      connection.destroy();
      throw toDatabaseError(error);
    }
  };
  const connection: Connection = {
    sql: sql as unknown as Sql,
    ready: Promise.resolve(),
    openedAt: performance.now(),
    isLost: () => isLost,
    onLost: null,
    cancel: () => backend && requestCancel(address, backend),
    close: () => sql.end({ timeout: 1 }),
    destroy: () => {
      lose(poolError("CONNECTION_CLOSED"));
      socket?.destroy();
    },
  };
  connection.ready = greet();
  return connection;
}

/** Awaits the first answer, or gives it up. */
async function inTime(answer: PromiseLike<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DatabaseError("CONNECT_TIMEOUT", "the server did not answer in time")),
      CONNECT_MS_MAX,
    );
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** As libpq did until 17, in the clear: the message holds a number and a key of that one connection. */
function requestCancel(address: Address, { pid, secret }: Backend): void {
  const message = Buffer.alloc(16);
  [16, CANCEL_CODE, pid, secret].forEach((word, at) => {
    message.writeUInt32BE(word, at * 4);
  });
  const socket = createConnection(address, () => socket.end(message));
  socket.unref();
  socket.setTimeout(CANCEL_MS_MAX, () => socket.destroy());
  socket.on("error", () => {});
}
