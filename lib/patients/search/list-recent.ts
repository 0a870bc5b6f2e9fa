import "server-only";
import { SEARCH_TOTAL_CAP } from "../schema";
import { type Ask, isFirstPage } from "./ask";
import { RANK, type SearchResult, toTotal, UNCOUNTED } from "./found";
import { pageByRecency } from "./page";

/** All patients, last seen first. */
export async function listRecent(ask: Ask): Promise<SearchResult> {
  const { tx, tenantId } = ask;
  const listing = pageByRecency(ask, RANK.exact);
  if (!isFirstPage(ask)) return { found: await listing, total: UNCOUNTED };
  const counting = tx<{ n: string }[]>`
    SELECT count(*) AS n FROM (SELECT 1 FROM patient WHERE tenant_id = ${tenantId}
      ORDER BY last_seen_day DESC, id DESC LIMIT ${SEARCH_TOTAL_CAP + 1}) AS capped`;
  const [found, [count]] = await Promise.all([listing, counting]);
  return { found, total: toTotal(Number(count?.n ?? 0)) };
}
