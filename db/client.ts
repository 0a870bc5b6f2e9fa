import "server-only";
import postgres from "postgres";
import { valueTypes } from "./value-types";

export type Sql = postgres.Sql;
export type Tx = postgres.TransactionSql;
/** A part of a statement, made by a tagged template and put into another; it is not run by itself. */
export type Fragment = postgres.Fragment;

type PoolOptions = {
  /** Connections at most. */
  max: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** Seconds to wait for a connection; 10 when left out. */
  connectTimeoutSeconds?: number;
};

// With a limit, a BEGIN that reaches it goes out on a connection that others use (postgres.js 3.4.9, upstream #1189).
const UNBOUNDED = { max_pipeline: Number.MAX_SAFE_INTEGER };

/**
 * Connections of a command or a test, mostly as the owner; the application's own are those of openPool. Connects on first use. numeric, int8, date and json come back as strings, timestamptz as an ISO 8601
 * string in UTC, jsonb parsed.
 */
export function createPool(url: string, options: PoolOptions): Sql {
  return postgres(url, {
    max: options.max,
    connect_timeout: options.connectTimeoutSeconds ?? 10,
    types: valueTypes,
    fetch_types: false,
    connection: { application_name: options.applicationName, TimeZone: "UTC", DateStyle: "ISO" },
    ...UNBOUNDED,
    onnotice: () => {},
  });
}
