import "server-only";
import type { Tx } from "@/db/client";
import { audit, queryHash } from "@/lib/audit";
import { cached } from "@/lib/cache";
import { toPage } from "@/lib/paging";
import { type Ctx, type Tenant, withTenant } from "@/lib/tenancy";
import { parseSearch, type SearchTerms } from "./parse-search";
import type { PatientHit, PatientSearchPage } from "./schema";
import { FROM_START } from "./search/ask";
import { readSearchCursor, toCursorParts } from "./search/cursor";
import { RANK, type Rank } from "./search/found";
import { listRecent } from "./search/list-recent";
import { runSearch } from "./search/run-search";

export type SearchInput = { q: string; limit: number; cursor?: string | undefined };
const MATCH: Record<Rank, PatientHit["match"]> = {
  [RANK.exact]: "exact",
  [RANK.prefix]: "prefix",
  [RANK.fuzzy]: "fuzzy",
};

/**
 * Finds patients of the caller's tenant by name, MRN, birth date or phone; without words, those seen last.
 * At most `limit` (≤ 200) hits: exact, prefix, then fuzzy; last seen first. `[]` when nothing matches.
 * Permission: patient:search. Audited as one event, also when the answer comes from the cache.
 * @throws AppError("invalid_cursor")
 */
export async function searchPatients(ctx: Ctx, input: SearchInput): Promise<PatientSearchPage> {
  const terms = parseSearch(input.q, ctx.tenant.locale);
  const load = () =>
    withTenant(ctx, async (tx) => {
      const page = await loadSearchPage(tx, ctx.tenant, input);
      await auditSearch(tx, ctx, terms, page);
      return page;
    });
  const key = [
    "search",
    ctx.tenant.id,
    ctx.directoryVersion,
    terms.normalised,
    String(isBlank(input)),
    String(input.limit),
    input.cursor ?? "",
  ];
  const answer = await cached(ctx, key, load);
  if (!answer.isLoaded) await withTenant(ctx, (tx) => auditSearch(tx, ctx, terms, answer.value));
  return answer.value;
}

function isBlank(input: SearchInput): boolean {
  return input.q.trim() === "";
}

function auditSearch(tx: Tx, ctx: Ctx, terms: SearchTerms, page: PatientSearchPage): Promise<void> {
  const targetIds = page.items.map((hit) => hit.id);
  return audit(tx, ctx, { action: "patient.search", targetIds, queryHash: queryHash(terms.normalised) });
}

/**
 * One page straight from the database, in the transaction of a tenant: no cache and no audit.
 * @throws AppError("invalid_cursor")
 */
export async function loadSearchPage(
  tx: Tx,
  tenant: Pick<Tenant, "locale"> & { id: string },
  input: SearchInput,
): Promise<PatientSearchPage> {
  const { limit } = input;
  const terms = parseSearch(input.q, tenant.locale);
  const cursor = input.cursor ? readSearchCursor(input.cursor) : null;
  const after = cursor?.after ?? FROM_START;
  const ask = { tx, tenantId: tenant.id, terms, after, limit: limit + 1 };
  const { found, total: counted } = isBlank(input)
    ? await listRecent(ask)
    : await runSearch(ask, cursor?.total.value ?? null);
  const total = cursor?.total ?? counted;
  const { items: shown, nextCursor } = toPage(found, limit, (last) => toCursorParts(last, total));
  const rows = await readHits(
    tx,
    tenant.id,
    shown.map((f) => f.id),
  );
  const items = shown.flatMap((f) => {
    const row = rows.get(f.id);
    return row ? [{ ...row, match: MATCH[f.rank] }] : [];
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
