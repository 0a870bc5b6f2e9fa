import "server-only";
import { AppError } from "./app-error";

/** Codes of Node, postgres.js and PostgreSQL for a database that is away, starting, stopping or full of connections. */
const DATABASE_AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "57P01",
  "57P02",
  "57P03",
  "53300",
]);
const RETRY_AFTER_SECONDS = 5;

/** Whether the error says that the database is away, so that nothing is known of what was under way. */
export function isDatabaseAway(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return DATABASE_AWAY.has(code);
}

/** A lost database as the error `unavailable`; every other error as it is. */
export function toKnown(error: unknown): unknown {
  if (error instanceof AppError || !isDatabaseAway(error)) return error;
  return new AppError(
    "unavailable",
    "The database cannot be reached. Nothing was changed; try again in a moment.",
    {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: error,
    },
  );
}
