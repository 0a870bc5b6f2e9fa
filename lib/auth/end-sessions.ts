import "server-only";
import { and, eq, isNull, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { session } from "@/db/schema/sessions";
import type { Ctx } from "@/lib/tenancy";

/**
 * Ends the open sessions of a person of the caller's tenant, at once and on every process; with `except` all but that one, with
 * `only` that one alone. Returns how many ended.
 */
export async function endSessions(
  tx: Tx,
  ctx: Ctx,
  which: { userId?: string; only?: string; except?: string | null },
): Promise<{ id: string; userId: string }[]> {
  return drizzleOf(tx)
    .update(session)
    .set({ revokedAt: sql`now()` as never })
    .where(
      and(
        eq(session.tenantId, ctx.tenant.id),
        isNull(session.revokedAt),
        sql`${session.expiresAt} > now()`,
        which.userId ? eq(session.userId, which.userId) : undefined,
        which.only ? eq(session.id, which.only) : undefined,
        which.except ? ne(session.id, which.except) : undefined,
      ),
    )
    .returning({ id: session.id, userId: session.userId });
}
