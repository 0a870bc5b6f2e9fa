import "server-only";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { AppError } from "@/lib/errors";
import { readChart } from "@/lib/records";
import { type Ctx, isUuid } from "@/lib/tenancy";
import type { LedgerEntry, LedgerPage } from "./schema";

type Keyset = { at: string; id: string };
const cursorShape = z.tuple([z.string().regex(/^[-\d:.TZ]{10,40}$/), z.string().refine(isUuid)]);

/**
 * One page of the entries of a patient's account in the tenant's currency, newest first, each with the balance after it.
 * All pages together sum to the balance, to six places. Permission: billing:read. Audited.
 * @throws AppError("not_found" | "invalid_cursor")
 */
export async function listLedger(
  ctx: Ctx,
  patientId: string,
  input: { limit: number; cursor?: string | undefined },
): Promise<LedgerPage> {
  const after = input.cursor
    ? decodeCursor(input.cursor)
    : { at: "infinity", id: "ffffffff-ffff-ffff-ffff-ffffffffffff" };
  const asked = {
    patientId,
    action: "patient.ledger.read",
    kind: "ledger",
    keyParts: [String(input.limit), input.cursor ?? ""],
  };
  const { value } = await readChart(ctx, asked, (tx) =>
    loadPage(tx, ctx, { patientId, after, limit: input.limit }),
  );
  return value;
}

function decodeCursor(text: string): Keyset {
  try {
    const [at, id] = cursorShape.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    if (Number.isNaN(Date.parse(at))) throw new Error("not an instant");
    return { at, id };
  } catch {
    throw new AppError("invalid_cursor", "Ask for the first page again, without a cursor.");
  }
}

type Row = Omit<LedgerEntry, "source" | "reverses"> & {
  sourceType: string | null;
  sourceId: string | null;
  reverses: string | null;
  postedText: string;
};

/** The running balance is summed over journal_entry_patient, an index that holds the amounts. */
async function loadPage(
  tx: Tx,
  ctx: Ctx,
  asked: { patientId: string; after: Keyset; limit: number },
): Promise<LedgerPage> {
  const { patientId, after, limit } = asked;
  const tenantId = ctx.tenant.id;
  const rows = await tx<Row[]>`
    SELECT e.id, e.posted_at AS "postedAt", e.posted_at::text AS "postedText", e.kind, e.amount, e.currency, r.running AS "runningBalance",
           e.description, e.source_type AS "sourceType", e.source_id AS "sourceId", e.reverses
    FROM (
      SELECT id, posted_at, sum(amount) OVER (ORDER BY posted_at, id ROWS UNBOUNDED PRECEDING) AS running
      FROM journal_entry WHERE tenant_id = ${tenantId} AND patient_id = ${patientId}::text::uuid AND currency = ${ctx.tenant.currency}
    ) AS r JOIN journal_entry e ON e.tenant_id = ${tenantId} AND e.id = r.id
    WHERE (r.posted_at, r.id) < (${after.at}::text::timestamptz, ${after.id}::text::uuid)
    ORDER BY r.posted_at DESC, r.id DESC LIMIT ${limit + 1}`;
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor =
    rows.length > limit && last
      ? Buffer.from(
          JSON.stringify([last.postedText.replace(" ", "T").replace(/\+00$/, "Z"), last.id]),
        ).toString("base64url")
      : null;
  return { items: shown.map(toEntry), nextCursor };
}

function toEntry(row: Row): LedgerEntry {
  return {
    id: row.id,
    postedAt: row.postedAt,
    kind: row.kind,
    amount: row.amount,
    currency: row.currency,
    runningBalance: row.runningBalance,
    description: row.description,
    source: row.sourceType && row.sourceId ? { type: row.sourceType, id: row.sourceId } : null,
    ...(row.reverses ? { reverses: row.reverses } : {}),
  };
}
