import "server-only";
import type { Tx } from "@/db/client";
import { audit, queryHash } from "@/lib/audit";
import { cached } from "@/lib/cache";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { parseSearch, type SearchTerms } from "./parse-search";
import type { PatientHit, PatientSearchPage } from "./schema";
import { decodeCursor, encodeCursor, type SearchCursor } from "./search/cursor";
import { FROM_START } from "./search/found";
import { listRecent } from "./search/list-recent";
import { runSearch } from "./search/run-search";

export type SearchInput = { q: string; limit: number; cursor?: string | undefined };
const MATCH = ["exact", "prefix", "fuzzy"] as const;

/**
 * Finds patients of the caller's tenant by name, MRN, birth date or phone; without words, those seen last.
 * At most `limit` (≤ 200) hits: exact, prefix, then fuzzy; last seen first. `[]` when nothing matches.
 * Permission: patient:search. Audited as one event, also when the answer comes from the cache.
 * @throws AppError("invalid_cursor")
 */
export async function searchPatients(ctx: Ctx, input: SearchInput): Promise<PatientSearchPage> {
  const terms = parseSearch(input.q, ctx.tenant.locale);
  const cursor = input.cursor ? decodeCursor(input.cursor) : null;
  const load = () =>
    withTenant(ctx, async (tx) => {
      const page = await loadPage(tx, ctx, { terms, cursor, limit: input.limit, isBlank: input.q.trim() === "" });
      await auditSearch(tx, ctx, terms, page);
      return page;
    });
  const key = ["search", ctx.tenant.id, ctx.directoryVersion, terms.normalised, String(input.q.trim() === ""), String(input.limit), input.cursor ?? ""];
  const answer = await cached(ctx, key, load);
  if (!answer.isLoaded) await withTenant(ctx, (tx) => auditSearch(tx, ctx, terms, answer.value));
  return answer.value;
}

function auditSearch(tx: Tx, ctx: Ctx, terms: SearchTerms, page: PatientSearchPage): Promise<void> {
  const targetIds = page.items.map((hit) => hit.id);
  return audit(tx, ctx, { action: "patient.search", targetIds, queryHash: queryHash(terms.normalised) });
}

type PageInput = { terms: SearchTerms; cursor: SearchCursor | null; limit: number; isBlank: boolean };

/** One page straight from the database. */
export async function loadPage(tx: Tx, ctx: Ctx, input: PageInput): Promise<PatientSearchPage> {
  const { terms, cursor, limit } = input;
  const after = cursor?.after ?? FROM_START;
  const ask = { tx, tenantId: ctx.tenant.id, terms, after, limit: limit + 1 };
  const { found, total: counted } = input.isBlank ? await listRecent(ask) : await runSearch(ask, cursor?.total.value ?? null);
  const total = cursor?.total ?? counted;
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor =
    found.length > limit && last ? encodeCursor({ after: { rank: last.rank, day: last.day, id: last.id }, total }) : null;
  const rows = await readHits(tx, ctx.tenant.id, shown.map((f) => f.id));
  const items = shown.flatMap((f) => {
    const row = rows.get(f.id);
    return row ? [{ ...row, match: MATCH[f.rank] ?? "prefix" }] : [];
  });
  return { items, nextCursor, total };
}

type HitRow = Omit<PatientHit, "match">;

async function readHits(tx: Tx, tenantId: string, ids: string[]): Promise<Map<string, HitRow>> {
  if (ids.length === 0) return new Map();
  const rows = await tx<HitRow[]>`
    SELECT id, mrn, family_name AS "familyName", given_name AS "givenName", coalesce(birth_date_text, birth_date::text) AS "birthDate",
           sex, phone, last_seen_at AS "lastSeenAt"
    FROM patient WHERE tenant_id = ${tenantId} AND id = ANY (${`{${ids.join(",")}}`}::text::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}
