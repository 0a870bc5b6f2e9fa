import "server-only";
import { sql } from "drizzle-orm";
import { customType, type PgTable } from "drizzle-orm/pg-core";

// Column types whose values are what our client gives and takes (see db/value-types.ts); drizzle's own would convert them.

/** int8: text, because a JS number has 53 bits. */
export const int8 = customType<{ data: string; driverData: string }>({ dataType: () => "bigint" });

/** timestamptz: ISO 8601 text in UTC, or "infinity". */
export const instant = customType<{ data: string; driverData: string }>({
  dataType: () => "timestamp with time zone",
});

/** json: its text, so that the digits of decimals stay. */
export const jsonText = customType<{ data: string; driverData: string }>({ dataType: () => "json" });

/** jsonb: parsed. */
export const jsonb = customType<{ data: unknown; driverData: unknown }>({ dataType: () => "jsonb" });

/** xid8: text. */
export const transactionId = customType<{ data: string; driverData: string }>({ dataType: () => "xid8" });

export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
export const uuids = customType<{ data: string[]; driverData: string[] }>({ dataType: () => "uuid[]" });
export const instantRange = customType<{ data: string; driverData: string }>({ dataType: () => "tstzrange" });
export const searchWords = customType<{ data: string; driverData: string }>({ dataType: () => "tsvector" });

/** A row of the table as our client reads it. */
export type RowOf<T extends PgTable> = T["$inferSelect"];

// What the migrations give a column by default; here they only tell that an insert may leave it out.
export const now = sql`now()`;
export const clock = sql`clock_timestamp()`;
export const newId = sql`uuid_v7()`;
export const thisTransaction = sql`pg_current_xact_id()`;
