import "server-only";
import type { Tx } from "@/db/client";
import type { journalEntry } from "@/db/schema/billing";
import type { RowOf } from "@/db/schema/columns";
import { type InstantKeyset, toPage } from "@/lib/paging";
import type { Ctx } from "@/lib/tenancy";
import type { LedgerEntry, LedgerPage } from "./schema";

type Row = Pick<
  RowOf<typeof journalEntry>,
  | "id"
  | "postedAt"
  | "postedText"
  | "kind"
  | "amount"
  | "currency"
  | "description"
  | "sourceType"
  | "sourceId"
  | "reverses"
> & { runningBalance: string };

/**
 * One page of the entries of a patient's account in the tenant's currency, newest first, each with the balance after it.
 * The running balance is summed over journal_entry_patient, an index that holds the amounts.
 */
export async function loadLedger(
  tx: Tx,
  ctx: Ctx,
  asked: { patientId: string; after: InstantKeyset; limit: number },
): Promise<LedgerPage> {
  const { patientId, after, limit } = asked;
  const tenantId = ctx.tenant.id;
  const rows = await tx<Row[]>`
    SELECT e.id, e.posted_at AS "postedAt", e.posted_text AS "postedText", e.kind, e.amount, e.currency, r.running AS "runningBalance",
           e.description, e.source_type AS "sourceType", e.source_id AS "sourceId", e.reverses
    FROM (
      SELECT id, posted_at, sum(amount) OVER (ORDER BY posted_at, id ROWS UNBOUNDED PRECEDING) AS running
      FROM journal_entry WHERE tenant_id = ${tenantId} AND patient_id = ${patientId}::text::uuid AND currency = ${ctx.tenant.currency}
    ) AS r JOIN journal_entry e ON e.tenant_id = ${tenantId} AND e.id = r.id
    WHERE (r.posted_at, r.id) < (${after.at}::text::timestamptz, ${after.id}::text::uuid)
    ORDER BY r.posted_at DESC, r.id DESC LIMIT ${limit + 1}`;
  const { items, nextCursor } = toPage(rows, { tenantId, limit }, (row) => [row.postedAt, row.id]);
  return { items: items.map(toEntry), nextCursor };
}

function toEntry(row: Row): LedgerEntry {
  return {
    id: row.id,
    postedAt: row.postedText ?? row.postedAt,
    kind: row.kind,
    amount: row.amount,
    currency: row.currency,
    runningBalance: row.runningBalance,
    description: row.description,
    source: row.sourceType && row.sourceId ? { type: row.sourceType, id: row.sourceId } : null,
    ...(row.reverses ? { reverses: row.reverses } : {}),
  };
}
