import "server-only";
import Big from "big.js";
import type { Tx } from "@/db/client";
import { toJsonRows } from "@/db/json-rows";
import type { journalEntry, posting } from "@/db/schema/billing";
import type { RowOf } from "@/db/schema/columns";
import type { Ctx } from "@/lib/tenancy";
import type { MoneyDraft } from "./money-from-fhir";

/** What a stored Claim or ExplanationOfBenefit says now; `patientId` null when its patient is not here. */
export type ImportedMoney = {
  sourceType: "Claim" | "ExplanationOfBenefit";
  sourceId: string;
  patientId: string | null;
  money: MoneyDraft;
};

type JournalEntry = RowOf<typeof journalEntry>;
type Posted = Pick<JournalEntry, "id" | "patientId" | "kind" | "amount" | "currency" | "reverses"> & {
  sourceType: string;
  sourceId: string;
};
type Entry = Posted & { postedAt: string | null; postedText: string | null; description: string };
type Posting = Omit<RowOf<typeof posting>, "tenantId">;
/** Makes the id of an entry from the words that identify it, always the same. */
type IdOf = (name: string) => string;

// Where the other side of an entry goes: earned, or awaited from the insurer.
const CONTRA: Partial<Record<JournalEntry["kind"], Posting["account"]>> = {
  charge: "revenue",
  "insurer-payment": "insurer-clearing",
};

/** A Claim and an ExplanationOfBenefit may have the same id: what is posted belongs to type and id. */
function sourceOf({ sourceType, sourceId }: { sourceType: string; sourceId: string }): string {
  return `${sourceType}/${sourceId}`;
}

async function findPosted(
  tx: Tx,
  tenantId: string,
  items: readonly ImportedMoney[],
): Promise<Map<string, Posted[]>> {
  const types = items.map(({ sourceType }) => sourceType);
  const ids = items.map(({ sourceId }) => sourceId);
  const rows = await tx<Posted[]>`
    SELECT e.id, e.source_type AS "sourceType", e.source_id AS "sourceId", e.patient_id AS "patientId", e.kind, e.amount, e.currency, e.reverses
    FROM unnest(${types}::text[], ${ids}::text[]::uuid[]) AS w(type, id)
    JOIN journal_entry e ON e.tenant_id = ${tenantId} AND e.source_type = w.type AND e.source_id = w.id`;
  return Map.groupBy(rows, sourceOf);
}

function reversalOf(entry: Posted, item: ImportedMoney, idOf: IdOf): Entry {
  return {
    ...entry,
    id: idOf(`${entry.id}/reversal`),
    kind: "reversal",
    amount: new Big(entry.amount).times(-1).toFixed(6),
    reverses: entry.id,
    postedAt: null,
    postedText: null,
    description: `Replaced by a later ${item.sourceType}`,
  };
}

/** The entries that bring the account from what was posted for one source to what it says now; none when they agree. */
function entriesFor(item: ImportedMoney, posted: readonly Posted[], currency: string, idOf: IdOf): Entry[] {
  const reversed = new Set(posted.map(({ reverses }) => reverses));
  const standing = posted.find(({ id, kind }) => kind !== "reversal" && !reversed.has(id));
  const { money, patientId, sourceType, sourceId } = item;
  const wanted =
    money.kind === "none" || !patientId
      ? null
      : { ...money, patientId, currency: money.currency ?? currency };
  const isSame =
    standing &&
    wanted &&
    standing.patientId === wanted.patientId &&
    standing.currency === wanted.currency &&
    standing.kind === wanted.kind &&
    new Big(standing.amount).eq(wanted.amount);
  if (isSame) return [];
  const entries = standing ? [reversalOf(standing, item, idOf)] : [];
  if (!wanted) return entries;
  const id = idOf(`${sourceType}/${sourceId}/${wanted.kind}/${posted.length}`);
  return [...entries, { ...wanted, id, sourceId, sourceType, reverses: null }];
}

/** Both sides of an entry. A reversal mirrors the entry it takes back. */
function postingsOf(entry: Entry, contraKind: JournalEntry["kind"]): Posting[] {
  const opposite = new Big(entry.amount).times(-1).toFixed(6);
  const account = CONTRA[contraKind] ?? "adjustments";
  return [
    { entryId: entry.id, line: 1, account: "receivable", amount: entry.amount, currency: entry.currency },
    { entryId: entry.id, line: 2, account, amount: opposite, currency: entry.currency },
  ];
}

async function insertEntries(tx: Tx, ctx: Ctx, entries: readonly Entry[]): Promise<void> {
  const rows = toJsonRows(entries.map((entry) => ({ columns: entry })));
  await tx`
    INSERT INTO journal_entry (tenant_id, id, patient_id, posted_at, posted_text, kind, amount, currency, description, source_type, source_id, reverses, created_by)
    SELECT ${ctx.tenant.id}, id, "patientId", coalesce("postedAt", now()), "postedText", kind, amount, currency, description, "sourceType", "sourceId", reverses, ${ctx.actor.name}
    FROM json_to_recordset(${rows}::text::json) AS v(id uuid, "patientId" uuid, "postedAt" timestamptz, "postedText" text, kind text, amount numeric,
      currency text, description text, "sourceType" text, "sourceId" uuid, reverses uuid)`;
}

async function insertPostings(tx: Tx, tenantId: string, postings: readonly Posting[]): Promise<void> {
  const rows = toJsonRows(postings.map((posting) => ({ columns: posting })));
  await tx`
    INSERT INTO posting (tenant_id, entry_id, line, account, amount, currency)
    SELECT ${tenantId}, "entryId", line, account, amount, currency
    FROM json_to_recordset(${rows}::text::json) AS v("entryId" uuid, line smallint, account text, amount numeric, currency text)`;
}

/**
 * Brings the accounts to what imported Claims and ExplanationsOfBenefit say, in the given transaction. Append-only: a changed
 * amount is a reversal and a new entry, and what is posted already is not posted again. Returns how many entries were made.
 */
export async function postImportedEntries(
  tx: Tx,
  ctx: Ctx,
  input: { items: readonly ImportedMoney[]; idOf: IdOf },
): Promise<number> {
  const { items, idOf } = input;
  if (items.length === 0) return 0;
  const posted = await findPosted(tx, ctx.tenant.id, items);
  const entries: Entry[] = [];
  const postings: Posting[] = [];
  for (const item of items) {
    const before = posted.get(sourceOf(item)) ?? [];
    for (const entry of entriesFor(item, before, ctx.tenant.currency, idOf)) {
      const original = entry.reverses ? before.find(({ id }) => id === entry.reverses) : entry;
      entries.push(entry);
      postings.push(...postingsOf(entry, original?.kind ?? entry.kind));
    }
  }
  if (entries.length === 0) return 0;
  await insertEntries(tx, ctx, entries);
  await insertPostings(tx, ctx.tenant.id, postings);
  return entries.length;
}
