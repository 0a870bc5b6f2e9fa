import "server-only";
import { tellCause } from "@/lib/observability";
import { AppError } from "./app-error";

type Answer = { detail: string; retryAfterSeconds: number };

const AWAY: Answer = {
  detail: "The database cannot be reached. Nothing was changed; try again in a moment.",
  retryAfterSeconds: 2,
};
const BUSY: Answer = {
  detail: "The database did not answer in time. Nothing was changed; try again in a moment.",
  retryAfterSeconds: 2,
};
const OPEN: Answer = {
  detail:
    "It is unknown whether this was saved, because the database did not answer. Sending it again with the same Idempotency-Key is safe.",
  retryAfterSeconds: 2,
};

const DISK_FULL: Answer = {
  detail:
    "The database's disk is full, so nothing can be saved or shown until there is room. Nothing was changed; tell your operator.",
  retryAfterSeconds: 10,
};
const DISK_BROKEN: Answer = {
  detail: "The database cannot use its disk. Nothing was changed; tell your operator.",
  retryAfterSeconds: 10,
};

/** Codes of the pool, Node, postgres.js and PostgreSQL, and what they mean for whoever asked. */
const ANSWERS: Record<string, Answer> = {
  OUTCOME_UNKNOWN: OPEN,
  POOL_FULL: BUSY,
  DEADLINE: BUSY,
  CALLER_GONE: BUSY,
  // disk_full, io_error
  "53100": DISK_FULL,
  "58030": DISK_BROKEN,
  // 57014 a statement's time was over, 55P03 a lock's, 25P03 a transaction's, 40P01 and 40001 another one came first.
  "57014": BUSY,
  "55P03": BUSY,
  "25P03": BUSY,
  "40P01": BUSY,
  "40001": BUSY,
};
// Classes: 08 connection, 28 authorisation, 3D no such database, 53 resources, 57P shutting down or starting, 58 the disk.
const IS_AWAY =
  /^(08|28|3D|53|57P|58)...?$|^(ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|EHOST|ENET|ETIMEDOUT|CONNECT_TIMEOUT|CONNECTION_)/;

/** Whether the error says that the database went away, so that nothing may be known of what was under way. */
export function isDatabaseAway(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code === "OUTCOME_UNKNOWN" || IS_AWAY.test(code);
}

/**
 * A database that is away, full or does not answer as the error `unavailable`; every other error as it is. Whoever asked is not
 * told the code, so the log is: at once, then once a minute.
 */
export function toKnown(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !("code" in error)) return error;
  const code = String(error.code);
  const answer = ANSWERS[code] ?? (IS_AWAY.test(code) ? AWAY : undefined);
  if (!answer) return error;
  const reason = error.name === "DatabaseError" ? error.message : undefined;
  tellCause("requests are answered with 503", { code, reason });
  return new AppError("unavailable", answer.detail, {
    retryAfterSeconds: answer.retryAfterSeconds,
    cause: error,
  });
}
