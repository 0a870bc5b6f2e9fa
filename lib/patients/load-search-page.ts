import "server-only";
import type { Tx } from "@/db/client";
import { toPage } from "@/lib/paging";
import type { Tenant } from "@/lib/tenancy";
import { parseSearch, type SearchTerms } from "./parse-search";
import type { PatientHit, PatientSearchPage } from "./schema";
import { FROM_START, type Keyset, startOfRank } from "./search/ask";
import { readSearchCursor, toCursorParts } from "./search/cursor";
import { type Found, RANK, type Rank, type Total } from "./search/found";
import { listRecent } from "./search/list-recent";
import { runSearch } from "./search/run-search";

export type SearchInput = { q: string; limit: number; cursor?: string | undefined };

/** A search as it was understood. */
export type Question = {
  terms: SearchTerms;
  /** Nothing was typed: everybody, last seen first. */
  isBlank: boolean;
  /** Where the page before ended; null on the first. */
  place: { after: Keyset; total: Total } | null;
  limit: number;
};

/** Which patients a page shows, in order, before their rows are read. */
export type FoundPage = { shown: Found[]; nextCursor: string | null; total: Total };

const MATCH: Record<Rank, PatientHit["match"]> = {
  [RANK.exact]: "exact",
  [RANK.prefix]: "prefix",
  [RANK.fuzzy]: "fuzzy",
};

/**
 * Reads what was typed, in the clinic's order, and the cursor.
 * @throws AppError("invalid_cursor")
 */
export function toQuestion(input: SearchInput, tenant: Pick<Tenant, "dateOrder">): Question {
  return {
    terms: parseSearch(input.q, tenant.dateOrder),
    isBlank: input.q.trim() === "",
    place: input.cursor ? readSearchCursor(input.cursor) : null,
    limit: input.limit,
  };
}

/** The patients of one page. One more is looked for than shown, so as to know whether there is a next page. */
export async function findPage(tx: Tx, tenantId: string, question: Question): Promise<FoundPage> {
  const { terms, place, limit } = question;
  const ask = { tx, tenantId, terms, after: place?.after ?? FROM_START, limit: limit + 1 };
  const { found, total: counted } = question.isBlank
    ? await listRecent(ask)
    : await runSearch(ask, place?.total.value ?? null);
  const total = place?.total ?? counted;
  // When all sure hits are shown, the next page begins with the similar ones and need not ask whether there are enough sure ones.
  const isFuzzyNext = found[limit]?.rank === RANK.fuzzy && found[limit - 1]?.rank !== RANK.fuzzy;
  const { items: shown, nextCursor } = toPage(found, limit, (last) =>
    toCursorParts(isFuzzyNext ? startOfRank(RANK.fuzzy) : last, total),
  );
  return { shown, nextCursor, total };
}

/** The rows of a page's patients, in its order. */
export async function readHits(tx: Tx, tenantId: string, shown: readonly Found[]): Promise<PatientHit[]> {
  if (shown.length === 0) return [];
  const ids = shown.map(({ id }) => id);
  const rows = await tx<Omit<PatientHit, "match">[]>`
    SELECT id, mrn, family_name AS "familyName", given_name AS "givenName", coalesce(birth_date_text, birth_date::text) AS "birthDate",
           sex, phone, last_seen_at AS "lastSeenAt"
    FROM patient WHERE tenant_id = ${tenantId} AND id = ANY (${`{${ids.join(",")}}`}::text::uuid[])`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return shown.flatMap(({ id, rank }) => {
    const row = byId.get(id);
    return row ? [{ ...row, match: MATCH[rank] }] : [];
  });
}

/**
 * One page straight from the database, in the transaction of a tenant: no cache and no audit.
 * @throws AppError("invalid_cursor")
 */
export async function loadSearchPage(
  tx: Tx,
  tenant: Pick<Tenant, "dateOrder"> & { id: string },
  input: SearchInput,
): Promise<PatientSearchPage> {
  const { shown, nextCursor, total } = await findPage(tx, tenant.id, toQuestion(input, tenant));
  return { items: await readHits(tx, tenant.id, shown), nextCursor, total };
}
