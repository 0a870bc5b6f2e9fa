import "server-only";
import type { Tx } from "@/db/client";
import { SEARCH_TOTAL_CAP } from "../schema";
import { type Found, FROM_START, type Keyset } from "./found";
import type { SearchResult } from "./run-search";

/** All patients, last seen first. */
export async function listRecent(ask: {
  tx: Tx;
  tenantId: string;
  after: Keyset;
  limit: number;
}): Promise<SearchResult> {
  const { tx, tenantId, after, limit } = ask;
  const listing = tx<Found[]>`
    SELECT id, last_seen_day::text AS day, 0 AS rank FROM patient
    WHERE tenant_id = ${tenantId} AND (last_seen_day, id) < (${after.day}::text::date, ${after.id}::text::uuid)
    ORDER BY last_seen_day DESC, id DESC LIMIT ${limit}`;
  if (after.day !== FROM_START.day) return { found: await listing, total: { value: 0, capped: false } };
  const counting = tx<{ n: string }[]>`
    SELECT count(*) AS n FROM (SELECT 1 FROM patient WHERE tenant_id = ${tenantId}
      ORDER BY last_seen_day DESC, id DESC LIMIT ${SEARCH_TOTAL_CAP + 1}) AS capped`;
  const [found, [count]] = await Promise.all([listing, counting]);
  const n = Number(count?.n ?? 0);
  return {
    found,
    total: n > SEARCH_TOTAL_CAP ? { value: SEARCH_TOTAL_CAP, capped: true } : { value: n, capped: false },
  };
}
