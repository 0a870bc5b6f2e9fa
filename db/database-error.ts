import "server-only";
import postgres from "postgres";

/** What went wrong before or beside PostgreSQL's own SQLSTATE. */
export type PoolCode =
  /** Nobody may wait any more: too many do already. */
  | "POOL_FULL"
  /** The time of this piece of work was over. */
  | "DEADLINE"
  /** The caller went away. */
  | "CALLER_GONE"
  /** The connection was lost, or not answered. */
  | "CONNECTION_CLOSED"
  /** COMMIT was sent and no answer came: the change is saved, or it is not. */
  | "OUTCOME_UNKNOWN";

const WORDS: Record<PoolCode, string> = {
  POOL_FULL: "too much work waits for a connection",
  DEADLINE: "no answer in the time that was given",
  CALLER_GONE: "the caller went away",
  CONNECTION_CLOSED: "the connection was lost",
  OUTCOME_UNKNOWN: "the connection was lost while the change was being saved",
};

// SQLSTATE classes whose message names objects, never values: connection, authorisation, transaction state, constraints (the row is
// in DETAIL), rollback, access rules, resources, limits, operator, system.
const WITHOUT_VALUES = /^(08|23|25|28|3D|40|42|53|54|55|57|58)/;

type Named = { table_name?: string; column_name?: string; constraint_name?: string; routine?: string };

/**
 * An error of the database as it may be logged and shown to a developer: `code` is the SQLSTATE, the driver's code or a PoolCode.
 * It holds no statement, no parameter and no DETAIL, and PostgreSQL's message only where that cannot quote a value.
 */
export class DatabaseError extends Error {
  readonly code: string;
  readonly table_name: string | undefined;
  readonly column_name: string | undefined;
  readonly constraint_name: string | undefined;

  constructor(code: string, message: string, named: Named = {}) {
    super(message);
    this.name = "DatabaseError";
    this.code = code;
    this.table_name = named.table_name;
    this.column_name = named.column_name;
    this.constraint_name = named.constraint_name;
  }
}

/** An error of the pool itself. */
export function poolError(code: PoolCode): DatabaseError {
  return new DatabaseError(code, `${code}: ${WORDS[code]}`);
}

/** An error of the driver or of PostgreSQL without values; any other error, such as a use case's own, as it is. */
export function toDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseError) return error;
  const isDrivers = error instanceof postgres.PostgresError || "query" in error || "errno" in error;
  if (!isDrivers) return error;
  const { code = "UNKNOWN", routine } = error as Error & { code?: string; routine?: string };
  const isQuotable = !(error instanceof postgres.PostgresError) || WITHOUT_VALUES.test(code);
  const message = isQuotable ? error.message : `SQLSTATE ${code}${routine ? ` in ${routine}` : ""}`;
  const known = new DatabaseError(code, message, error as Named);
  // Where it came from: the lines below the message, which alone may quote.
  const places = error.stack?.split("\n").filter((line) => line.trimStart().startsWith("at "));
  known.stack = [`DatabaseError: ${message}`, ...(places ?? [])].join("\n");
  return known;
}
