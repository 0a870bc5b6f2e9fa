import "server-only";
import { AppError } from "@/lib/errors";

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Whether the database is gone, full or shutting down, so that no further file can go in. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof AppError && error.code === "unavailable") return true;
  const code = codeOf(error);
  // PostgreSQL classes 08 connection, 28 authorisation, 53 resources, 57P operator; the others are the driver's and the system's.
  return /^(08|28|53|57P)|^CONNECT|^ECONN|^EPIPE|^ENOTFOUND|^ETIMEDOUT/.test(code);
}

/** Whether the same transaction may succeed when tried again: deadlock or serialisation failure. */
export function isWorthRetrying(error: unknown): boolean {
  return ["40001", "40P01"].includes(codeOf(error));
}

/** Why a whole file was refused, without the database's own words: they may quote patient data. */
export function refusalOf(error: unknown): string {
  const code = codeOf(error);
  return /^[0-9A-Z]{5}$/.test(code)
    ? `the database refused the file (SQLSTATE ${code}); nothing of it was written`
    : `the file could not be written (${error instanceof Error ? error.name : "unknown error"}); nothing of it was written`;
}

/** A lost connection in words for the person who started the import. */
export function lossOf(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `The connection to the database was lost (${why}). What was in stays in; run the import again.`;
}
