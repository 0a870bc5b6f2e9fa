import "server-only";
import { inTenant } from "@/db/transaction";
import { type TenantId, writePool } from "@/lib/tenancy";

/** Where events go that belong to no tenant, such as a sign-in with an unknown address. */
export const NO_TENANT = "00000000-0000-0000-0000-000000000000" as TenantId;

type AnonymousEvent = {
  tenantId: TenantId | null;
  action: string;
  outcome: "success" | "refused" | "failure";
  actorId?: string | null;
  actor: string;
  sessionId?: string | null;
  requestId: string;
  ip: string | null;
  detail?: Record<string, unknown>;
};

/** Writes an audit event of somebody who has no session (yet): sign-ins, refusals before a context exists. */
export async function auditAnonymous(event: AnonymousEvent): Promise<void> {
  const tenantId = event.tenantId ?? NO_TENANT;
  await inTenant(writePool(), tenantId, async (tx) => {
    await tx`
      INSERT INTO audit_event (tenant_id, action, outcome, actor_id, actor, session_id, request_id, ip, detail)
      VALUES (${tenantId}, ${event.action}, ${event.outcome}, ${event.actorId ?? null}, ${event.actor}, ${event.sessionId ?? null},
              ${event.requestId}, ${event.ip}, ${event.detail ? JSON.stringify(event.detail) : null}::text::jsonb)`;
  });
}
