import "server-only";
import { and, desc, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { auditEvent } from "@/db/schema/audit";
import type { RowOf } from "@/db/schema/columns";
import { type InstantKeyset, toInstantKeyset, toPage } from "@/lib/paging";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { sinceBound, untilBound } from "@/lib/time";
import { audit } from "./audit";
import type { AuditOutcome } from "./schema";

export type AuditRow = Pick<
  RowOf<typeof auditEvent>,
  "id" | "at" | "action" | "outcome" | "actor" | "actorId" | "patientId" | "requestId" | "ip" | "detail"
>;
export type AuditInput = {
  patient?: string | undefined;
  /** The actor's id. */
  actor?: string | undefined;
  action?: string | undefined;
  outcome?: AuditOutcome | undefined;
  /** `YYYY-MM-DD`, a day of the clinic that belongs to the range, or an instant: from it on, and until before it. */
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

/**
 * The audit trail of the caller's tenant, newest first, at most `limit` (≤ 200) a page. That of one patient has the events that
 * name them among several too: a search's hits, an import's batch. Reading it is audited.
 * Permission: audit:read, or access-log:read for one patient.
 * @throws AppError("invalid_cursor")
 */
export async function listAudit(
  ctx: Ctx,
  input: AuditInput,
): Promise<{ items: AuditRow[]; nextCursor: string | null }> {
  const after = toInstantKeyset(ctx.tenant.id, input.cursor);
  return withTenant(ctx, async (tx) => {
    const [rows] = await Promise.all([
      trail(tx, ctx, { input, after }),
      audit(tx, ctx, { action: "audit.read", patientId: input.patient }),
    ]);
    return toPage(rows, { tenantId: ctx.tenant.id, limit: input.limit }, (row) => [row.at, row.id]);
  });
}

type Asked = { input: AuditInput; after: InstantKeyset };

/** Uses audit_event_time, audit_event_patient or audit_event_actor; for events that name several patients audit_event_targets. */
function trail(tx: Tx, ctx: Ctx, asked: Asked): Promise<AuditRow[]> {
  const { patient, limit } = asked.input;
  const limits = limitsOf(ctx, asked);
  if (!patient) return events(tx, limits, limit);
  const own = eq(auditEvent.patientId, patient);
  const naming = sql`${auditEvent.id} IN (SELECT n.id FROM audit_events_naming(${patient}) AS n)`;
  return unionAll(events(tx, [...limits, own], limit), events(tx, [...limits, naming], limit))
    .orderBy(sql`at DESC`, sql`id DESC`)
    .limit(limit + 1);
}

function limitsOf(ctx: Ctx, { input, after }: Asked): (SQL | undefined)[] {
  const e = auditEvent;
  const { timeZone } = ctx.tenant;
  return [
    eq(e.tenantId, ctx.tenant.id),
    input.actor ? eq(e.actorId, input.actor) : undefined,
    input.action ? eq(e.action, input.action) : undefined,
    input.outcome ? eq(e.outcome, input.outcome) : undefined,
    input.from ? gte(e.at, sinceBound(input.from, timeZone).at) : undefined,
    input.to ? lt(e.at, untilBound(input.to, timeZone).at) : undefined,
    sql`(${e.at}, ${e.id}) < (${after.at}, ${after.id})`,
  ];
}

function events(tx: Tx, limits: readonly (SQL | undefined)[], limit: number) {
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
      ip: sql<string | null>`host(${e.ip})`.as("ip"),
      detail: e.detail,
    })
    .from(e)
    .where(and(...limits))
    .orderBy(desc(e.at), desc(e.id))
    .limit(limit + 1);
}
