import "server-only";
import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { auditEvent } from "@/db/schema/audit";
import type { RowOf } from "@/db/schema/columns";
import { type InstantKeyset, toInstantKeyset, toPage } from "@/lib/paging";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { audit } from "./audit";

export type AuditRow = Pick<
  RowOf<typeof auditEvent>,
  "id" | "at" | "action" | "outcome" | "actor" | "actorId" | "patientId" | "requestId" | "ip" | "detail"
>;
export type AuditInput = {
  patient?: string | undefined;
  /** The actor's id. */
  actor?: string | undefined;
  action?: string | undefined;
  outcome?: "success" | "refused" | "failure" | undefined;
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

/**
 * The audit trail of the caller's tenant, newest first, at most `limit` (≤ 200) a page. Reading it is audited too.
 * Permission: audit:read, or access-log:read for one patient.
 * @throws AppError("invalid_cursor")
 */
export async function listAudit(
  ctx: Ctx,
  input: AuditInput,
): Promise<{ items: AuditRow[]; nextCursor: string | null }> {
  const after = toInstantKeyset(input.cursor);
  return withTenant(ctx, async (tx) => {
    const [rows] = await Promise.all([
      trail(tx, ctx.tenant.id, { input, after }),
      audit(tx, ctx, { action: "audit.read", patientId: input.patient }),
    ]);
    return toPage(rows, input.limit, (row) => [row.at, row.id]);
  });
}

/** Uses audit_event_time, audit_event_patient or audit_event_actor. */
function trail(tx: Tx, tenantId: string, { input, after }: { input: AuditInput; after: InstantKeyset }) {
  const e = auditEvent;
  return drizzleOf(tx)
    .select({
      id: e.id,
      at: e.at,
      action: e.action,
      outcome: e.outcome,
      actor: e.actor,
      actorId: e.actorId,
      patientId: e.patientId,
      requestId: e.requestId,
      // Without the length of the network that ::text would add.
      ip: sql<string | null>`host(${e.ip})`,
      detail: e.detail,
    })
    .from(e)
    .where(
      and(
        eq(e.tenantId, tenantId),
        input.patient ? eq(e.patientId, input.patient) : undefined,
        input.actor ? eq(e.actorId, input.actor) : undefined,
        input.action ? eq(e.action, input.action) : undefined,
        input.outcome ? eq(e.outcome, input.outcome) : undefined,
        input.from ? gte(e.at, input.from) : undefined,
        input.to ? lt(e.at, input.to) : undefined,
        sql`(${e.at}, ${e.id}) < (${after.at}, ${after.id})`,
      ),
    )
    .orderBy(desc(e.at), desc(e.id))
    .limit(input.limit + 1);
}
