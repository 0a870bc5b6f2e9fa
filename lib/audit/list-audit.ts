import "server-only";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { type Ctx, isUuid, withTenant } from "@/lib/tenancy";
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

const cursorShape = z.tuple([z.string().regex(/^[-\d:.TZ]{10,40}$/), z.string().refine(isUuid)]);

/**
 * The audit trail of the caller's tenant, newest first, at most `limit` (≤ 200) a page. Reading it is audited too.
 * Permission: audit:read, or access-log:read for one patient.
 * @throws AppError("invalid_cursor")
 */
export async function listAudit(
  ctx: Ctx,
  input: AuditInput,
): Promise<{ items: AuditRow[]; nextCursor: string | null }> {
  const after = input.cursor
    ? decodeCursor(input.cursor)
    : { at: "infinity", id: "ffffffff-ffff-ffff-ffff-ffffffffffff" };
  return withTenant(ctx, async (tx) => {
    const listing = tx<(AuditRow & { sortAt: string })[]>`
      SELECT id, at, at::text AS "sortAt", action, outcome, actor, actor_id AS "actorId", patient_id AS "patientId",
             request_id AS "requestId", host(ip) AS ip, detail
      FROM audit_event
      WHERE tenant_id = ${ctx.tenant.id}
        ${input.patient ? tx`AND patient_id = ${input.patient}::text::uuid` : tx``}
        ${input.actor ? tx`AND actor_id = ${input.actor}::text::uuid` : tx``}
        ${input.from ? tx`AND at >= ${input.from}::text::timestamptz` : tx``}
        ${input.to ? tx`AND at < ${input.to}::text::timestamptz` : tx``}
        AND (at, id) < (${after.at}::text::timestamptz, ${after.id}::text::uuid)
      ORDER BY at DESC, id DESC LIMIT ${input.limit + 1}`;
    const [rows] = await Promise.all([
      listing,
      audit(tx, ctx, { action: "audit.read", patientId: input.patient }),
    ]);
    const shown = rows.slice(0, input.limit);
    const last = shown.at(-1);
    const nextCursor = rows.length > input.limit && last ? encodeCursor(last.sortAt, last.id) : null;
    return { items: shown.map(({ sortAt: _, ...row }) => row), nextCursor };
  });
}

function encodeCursor(at: string, id: string): string {
  return Buffer.from(JSON.stringify([at.replace(" ", "T").replace(/\+00$/, "Z"), id])).toString("base64url");
}

function decodeCursor(text: string): { at: string; id: string } {
  try {
    const [at, id] = cursorShape.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    return { at, id };
  } catch {
    throw new AppError("invalid_cursor", "Ask for the first page again, without a cursor.");
  }
}
