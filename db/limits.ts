import "server-only";

/** How long a piece of work may take: a read somebody waits for, a change, or a command's own work such as an import. */
export type Kind = "read" | "write" | "job";

type Limits = {
  /** One statement, by the server's clock. */
  statementMs: number;
  /** One wait for a lock, by the server's clock. */
  lockMs: number;
  /** A transaction left open without a statement. */
  idleMs: number;
  /** From asking for a connection to the answer, by ours. A server that hangs is noticed by this one only. */
  totalMs: number;
};

/** A read is answered, with data or 503, in 3 s: this leaves the session check and the answer their part. */
export const LIMITS: Record<Kind, Limits> = {
  read: { statementMs: 2_100, lockMs: 1_800, idleMs: 10_000, totalMs: 2_200 },
  write: { statementMs: 8_000, lockMs: 4_000, idleMs: 10_000, totalMs: 10_000 },
  job: { statementMs: 600_000, lockMs: 300_000, idleMs: 120_000, totalMs: 900_000 },
};

/** A piece of work, and when it is of no use any more. */
export type Work = {
  kind: Kind;
  /** By performance.now(); earlier than the kind's own limit, or without effect. */
  endsAt?: number | undefined;
  /** Aborted when the caller is gone: what waits is dropped, a read that takes long is cancelled. */
  signal?: AbortSignal | undefined;
};
