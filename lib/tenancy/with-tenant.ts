import "server-only";
import type { Tx } from "@/db/client";
import type { Work } from "@/db/limits";
import { type Commit, inTenant } from "@/db/transaction";
import { actorOf, type Ctx } from "./context";
import { readPool, writePool } from "./pools";

export type { Commit };

async function timed<T>(ctx: Ctx, run: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await run();
  } finally {
    ctx.timing.dbMs += performance.now() - started;
  }
}

/** A command's own work may take its time; a person's read or write may not. */
function workOf(ctx: Ctx, kind: "read" | "write"): Work & { actor: ReturnType<typeof actorOf> } {
  const actor = actorOf(ctx);
  if (ctx.actor.kind === "system") return { actor, kind: "job" };
  const { endsAt, signal } = ctx.deadline ?? {};
  // The deadline is that of a read; a change that has begun takes the time of a change.
  return kind === "read" ? { actor, kind, endsAt, signal } : { actor, kind, signal };
}

/**
 * Runs reads of the caller's tenant on the primary, in one transaction under row-level security.
 * Its commit waits for the disk, which PostgreSQL does for all that commit meanwhile at once: the audit event of an answer that was
 * given survives a crash of the database too.
 * Ends with the request's deadline, and when the caller is gone. Whose last statements are sent may `commit` with them (db/transaction).
 */
export function withTenant<T>(ctx: Ctx, fn: (tx: Tx, commit: Commit) => Promise<T>): Promise<T> {
  return timed(ctx, () => inTenant(writePool(), ctx.tenant.id, fn, workOf(ctx, "read")));
}

/**
 * Runs reads of the caller's tenant whose statements all see one moment, on the replica when there is one unless `isPrimary`.
 * Writes nothing, so no audit event either.
 */
export function withSnapshot<T>(
  ctx: Ctx,
  fn: (tx: Tx) => Promise<T>,
  { isPrimary = false } = {},
): Promise<T> {
  const pool = isPrimary ? writePool() : readPool();
  return timed(ctx, () => inTenant(pool, ctx.tenant.id, fn, { ...workOf(ctx, "read"), isSnapshot: true }));
}

/**
 * Runs a write of the caller's tenant in one durable transaction under row-level security. Not begun for a caller who is gone;
 * once begun it is carried through. What is found out from the answers of statements that `commit` went with is too late to refuse.
 */
export function withTransaction<T>(ctx: Ctx, fn: (tx: Tx, commit: Commit) => Promise<T>): Promise<T> {
  return timed(ctx, () => inTenant(writePool(), ctx.tenant.id, fn, workOf(ctx, "write")));
}
