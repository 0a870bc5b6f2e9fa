import "server-only";
import type { Tx } from "@/db/client";
import { inTenant } from "@/db/transaction";
import { actorOf, type Ctx } from "./context";
import { readPool, writePool } from "./pools";

async function timed<T>(ctx: Ctx, run: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await run();
  } finally {
    ctx.timing.dbMs += performance.now() - started;
  }
}

/**
 * Runs reads of the caller's tenant on the primary, in one transaction under row-level security.
 * Its commit does not wait for the disk: a read writes nothing but its audit event, which a crash of the app cannot lose.
 */
export function withTenant<T>(ctx: Ctx, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return timed(ctx, () =>
    inTenant(writePool(), ctx.tenant.id, fn, { actor: actorOf(ctx), isDurable: false }),
  );
}

/** Runs reads of the caller's tenant on the replica when there is one. Writes nothing, so no audit event either. */
export function withReplica<T>(ctx: Ctx, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return timed(ctx, () => inTenant(readPool(), ctx.tenant.id, fn, { isReadOnly: true }));
}

/** Runs a write of the caller's tenant in one durable transaction under row-level security. */
export function withTransaction<T>(ctx: Ctx, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return timed(ctx, () => inTenant(writePool(), ctx.tenant.id, fn, { actor: actorOf(ctx) }));
}
