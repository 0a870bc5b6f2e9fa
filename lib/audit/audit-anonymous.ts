import "server-only";
import { isIP } from "node:net";
import type { Tx } from "@/db/client";
import { inTenant } from "@/db/transaction";
import { NO_TENANT, type TenantId, writePool } from "@/lib/tenancy";
import type { AuditAction, AuditOutcome } from "./schema";

export type AnonymousEvent = {
  tenantId: TenantId | null;
  action: AuditAction;
  outcome: AuditOutcome;
  actorId?: string | null;
  actor: string;
  sessionId?: string | null;
  patientId?: string | undefined;
  /** `null` where the event stands for many requests. */
  requestId: string | null;
  ip: string | null;
  detail?: Record<string, unknown>;
};

/**
 * Writes an audit event of somebody who has no session (yet): sign-ins, counted refusals. In `tx` when one is given,
 * which must be of the event's tenant, else in a transaction of its own. The transaction is that actor's from then on.
 */
export async function auditAnonymous(event: AnonymousEvent, tx?: Tx): Promise<void> {
  if (tx) await insertEvent(tx, event);
  else await inTenant(writePool(), event.tenantId ?? NO_TENANT, (own) => insertEvent(own, event));
}

/** The event in a transaction of its tenant, which is that of the event's actor from then on. */
export async function insertEvent(tx: Tx, event: AnonymousEvent): Promise<void> {
  await tx`
    INSERT INTO audit_event (tenant_id, action, outcome, actor_id, actor, session_id, patient_id, request_id, ip, detail)
    SELECT ${event.tenantId ?? NO_TENANT}::text::uuid, ${event.action}::text, ${event.outcome}::text, nullif(named.id, '')::uuid, named.name,
           ${event.sessionId ?? null}::text::uuid, ${event.patientId ?? null}::text::uuid, ${event.requestId}::text, ${toInet(event.ip)}::text::inet,
           ${event.detail ? JSON.stringify(event.detail) : null}::text::jsonb
    FROM (SELECT set_config('app.actor_id', ${event.actorId ?? ""}, true) AS id,
                 set_config('app.actor', ${event.actor}, true) AS name) AS named`;
}

/** An address as the column takes it; what is none must not cost the event. */
export function toInet(ip: string | null): string | null {
  const address = ip?.split("%", 1)[0] ?? "";
  return isIP(address) ? address : null;
}
