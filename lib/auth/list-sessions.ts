import "server-only";
import { and, desc, eq, gt, isNull, max, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { session } from "@/db/schema/sessions";
import type { Ctx } from "@/lib/tenancy";
import { IDLE_MINUTES } from "./rules";

export type OpenSession = {
  id: string;
  userId: string;
  createdAt: string;
  lastActiveAt: string;
  isLocked: boolean;
  ip: string | null;
  userAgent: string | null;
};

const SESSIONS_MAX = 1_000;

/** The sessions of the caller's tenant that are open now, last used first, 1,000 at most. */
export function listOpenSessions(tx: Tx, ctx: Ctx): Promise<OpenSession[]> {
  return drizzleOf(tx)
    .select({
      id: session.id,
      userId: session.userId,
      createdAt: session.createdAt,
      lastActiveAt: session.lastActiveAt,
      isLocked: sql<boolean>`${session.lockedAt} IS NOT NULL OR ${session.lastActiveAt} < now() - ${IDLE_MINUTES} * interval '1 minute'`,
      ip: sql<string | null>`host(${session.ip})`,
      userAgent: session.userAgent,
    })
    .from(session)
    .where(
      and(
        eq(session.tenantId, ctx.tenant.id),
        isNull(session.revokedAt),
        gt(session.expiresAt, sql<string>`now()`),
      ),
    )
    .orderBy(desc(session.lastActiveAt), desc(session.id))
    .limit(SESSIONS_MAX);
}

/** When each person of the caller's tenant last did something, as far as sessions that are kept know. */
export async function lastActivity(tx: Tx, ctx: Ctx): Promise<Map<string, string>> {
  const rows = await drizzleOf(tx)
    .select({ userId: session.userId, at: max(session.lastActiveAt) })
    .from(session)
    .where(eq(session.tenantId, ctx.tenant.id))
    .groupBy(session.userId);
  return new Map(rows.flatMap(({ userId, at }) => (at ? [[userId, at] as const] : [])));
}
