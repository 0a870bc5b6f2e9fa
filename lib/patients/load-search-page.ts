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

type Asker = Pick<Tenant, "dateOrder"> & { id: string };

const MATCH: Record<Rank, PatientHit["match"]> = {
  [RANK.exact]: "exact",
  [RANK.prefix]: "prefix",
  [RANK.fuzzy]: "fuzzy",
};

/**
 * Reads what was typed, in the clinic's order, and the cursor.
 * @throws AppError("invalid_cursor")
 */
export function toQuestion(input: SearchInput, tenant: Asker): Question {
  return {
    terms: parseSearch(input.q, tenant.dateOrder),
    isBlank: input.q.trim() === "",
    place: input.cursor ? readSearchCursor(tenant.id, input.cursor) : null,
    limit: input.limit,
  };
}

/** The patients of one page. One more is looked for than shown, so as to know whether there is a next page. */
export async function findPage(tx: Tx, tenantId: string, question: Question): Promise<PatientSearchPage> {
  const { terms, place, limit } = question;
  const ask = { tx, tenantId, terms, after: place?.after ?? FROM_START, limit: limit + 1 };
  const { found, total: counted } = question.isBlank
    ? await listRecent(ask)
    : await runSearch(ask, place?.total.value ?? null);
  const total = place?.total ?? counted;
  // When all sure hits are shown, the next page begins with the similar ones and need not ask whether there are enough sure ones.
  const isFuzzyNext = found[limit]?.rank === RANK.fuzzy && found[limit - 1]?.rank !== RANK.fuzzy;
  const { items: shown, nextCursor } = toPage(found, { tenantId, limit }, (last) =>
    toCursorParts(isFuzzyNext ? startOfRank(RANK.fuzzy) : last, total),
  );
  return { items: shown.map(toHit), nextCursor, total };
}

function toHit({ day: _, rank, ...row }: Found): PatientHit {
  return { ...row, match: MATCH[rank] };
}

/**
 * One page straight from the database, in the transaction of a tenant: no cache and no audit.
 * @throws AppError("invalid_cursor")
 */
export function loadSearchPage(tx: Tx, tenant: Asker, input: SearchInput): Promise<PatientSearchPage> {
  return findPage(tx, tenant.id, toQuestion(input, tenant));
}
