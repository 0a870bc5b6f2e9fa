import "server-only";
import type { Fragment, Sql, Tx } from "@/db/client";
import { actorOf, type Ctx, type PatientId } from "@/lib/tenancy";
import { toInet } from "./audit-anonymous";
import type { AuditAction, AuditOutcome } from "./schema";

export type AuditEvent = {
  action: AuditAction;
  outcome?: AuditOutcome;
  patientId?: PatientId | string;
  /** Patients a search or list showed. */
  targetIds?: readonly string[];
  /** Keyed hash of a search's words; see queryHash. */
  queryHash?: Buffer;
  /** Facts without patient data: a code, a count, a file name. */
  detail?: Record<string, unknown>;
};

/**
 * Writes one audit event of the caller's tenant in the given transaction: it is there when the transaction is,
 * and the transaction ends before the answer leaves. The transaction must have been opened for the same person (withTenant,
 * withTransaction); the database refuses another's name. `where` is a condition without which there was nothing to note: an event
 * that is sent with the statement that looks for a patient, and not after its answer.
 */
export async function audit(
  tx: Tx | Sql,
  ctx: Ctx,
  event: AuditEvent,
  where: Fragment = tx`true`,
): Promise<void> {
  const actor = actorOf(ctx);
  // What the caller says of itself stands beside the facts and changes none of them: data that was sent was read.
  const detail = ctx.isPrefetch ? { ...event.detail, callerSaid: "prefetch" } : event.detail;
  await tx`
    INSERT INTO audit_event (tenant_id, action, outcome, actor_id, actor, session_id, patient_id, target_ids, query_hash, request_id, ip, detail)
    SELECT ${ctx.tenant.id}, ${event.action}, ${event.outcome ?? "success"}, ${actor.id}, ${actor.name},
           ${ctx.sessionId}, ${event.patientId ?? null}, ${event.targetIds ? `{${event.targetIds.join(",")}}` : null}::text::uuid[],
           ${event.queryHash ?? null}, ${ctx.requestId}, ${toInet(ctx.ip)}, ${detail ? JSON.stringify(detail) : null}::text::jsonb
    WHERE ${where}`;
}
