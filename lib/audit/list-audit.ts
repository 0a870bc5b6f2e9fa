import "server-only";
import { and, desc, sql } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/pg-core";
import { auditEvent } from "@/db/schema/audit";
import { type InstantKeyset, toInstantKeyset, toPage } from "@/lib/paging";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { audit } from "./audit";

export type AuditRow = {
  id: string;
  at: string;
  action: string;
  outcome: "success" | "refused" | "failure";
  actor: string;
  actorId: string | null;
  patientId: string | null;
  requestId: string | null;
  ip: string | null;
  detail: unknown;
};
export type AuditInput = {
  patient?: string | undefined;
  /** The actor's id. */
  actor?: string | undefined;
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
  const { sql: statement, params } = trailQuery(ctx.tenant.id, input, after).toSQL();
  return withTenant(ctx, async (tx) => {
    const listing = tx.unsafe<AuditRow[]>(statement, params as string[], { prepare: true });
    const [rows] = await Promise.all([
      listing,
      audit(tx, ctx, { action: "audit.read", patientId: input.patient }),
    ]);
    return toPage(rows, input.limit, (row) => [row.at, row.id]);
  });
}

/**
 * Built by drizzle, because every filter is optional, and run by our own client: drizzle's session would change how that
 * client reads dates. Uses audit_event_time, audit_event_patient or audit_event_actor.
 */
function trailQuery(tenantId: string, input: AuditInput, after: InstantKeyset) {
  const e = auditEvent;
  return new QueryBuilder()
    .select({
      id: sql`${e.id}`.as("id"),
      at: sql`${e.at}`.as("at"),
      action: sql`${e.action}`.as("action"),
      outcome: sql`${e.outcome}`.as("outcome"),
      actor: sql`${e.actor}`.as("actor"),
      actorId: sql`${e.actorId}`.as("actorId"),
      patientId: sql`${e.patientId}`.as("patientId"),
      requestId: sql`${e.requestId}`.as("requestId"),
      ip: sql`host(${e.ip})`.as("ip"),
      detail: sql`${e.detail}`.as("detail"),
    })
    .from(e)
    .where(
      and(
        sql`${e.tenantId} = ${tenantId}::text::uuid`,
        input.patient ? sql`${e.patientId} = ${input.patient}::text::uuid` : undefined,
        input.actor ? sql`${e.actorId} = ${input.actor}::text::uuid` : undefined,
        input.from ? sql`${e.at} >= ${input.from}::text::timestamptz` : undefined,
        input.to ? sql`${e.at} < ${input.to}::text::timestamptz` : undefined,
        sql`(${e.at}, ${e.id}) < (${after.at}::text::timestamptz, ${after.id}::text::uuid)`,
      ),
    )
    .orderBy(desc(e.at), desc(e.id))
    .limit(input.limit + 1);
}
