import { randomUUID } from "node:crypto";
import type { Sql } from "@/db/client";
import type { Ctx, SessionId, UserId } from "@/lib/tenancy";

/** An open session of a person (the context's own unless said otherwise), and the context of a request in it. */
export async function givenSession(
  owner: Sql,
  ctx: Ctx,
  over: { userId?: string; userAgent?: string } = {},
): Promise<Ctx> {
  const id = randomUUID() as SessionId;
  const userId = (over.userId ?? ctx.actor.id) as UserId;
  await owner`
    INSERT INTO session (tenant_id, id, user_id, expires_at, ip, user_agent)
    VALUES (${ctx.tenant.id}, ${id}, ${userId}, now() + interval '1 hour', '203.0.113.9', ${over.userAgent ?? null})`;
  return { ...ctx, sessionId: id };
}
