import "server-only";
import type { Fragment } from "@/db/client";
import type { Ask } from "./ask";
import { type Found, RANK, type Rank, type SearchResult, toTotal } from "./found";

/** That a row stands behind those shown, by its columns for the day and the id: a range that an index in this order reads at once. */
export function afterKeyset({ tx, after }: Ask, columns: Fragment): Fragment {
  return tx`(${columns}) < (${after.day}::text::date, ${after.id}::text::uuid)`;
}

/** The rank of a row that matches at least by beginnings. */
export function rankCase({ tx }: Ask, isExact: Fragment): Fragment {
  return tx`CASE WHEN ${isExact} THEN ${RANK.exact}::int ELSE ${RANK.prefix}::int END`;
}

/** A page of few hits: all are read, ranked, counted and sorted. `hits` selects `id`, `day` and `rank`. */
export async function page(ask: Ask, hits: Fragment): Promise<SearchResult> {
  const { tx, after, limit } = ask;
  const rows = await tx<(Found & { total: string })[]>`
    WITH hit AS MATERIALIZED (${hits})
    SELECT id, hit.day::text AS day, rank, (SELECT count(*) FROM hit) AS total FROM hit
    WHERE rank > ${after.rank} OR (rank = ${after.rank} AND ${afterKeyset(ask, tx`hit.day, id`)})
    ORDER BY rank, hit.day DESC, id DESC LIMIT ${limit}`;
  const found = rows.map(({ id, day, rank }) => ({ id, day, rank }));
  return { found, total: toTotal(Number(rows[0]?.total ?? 0)) };
}

/** A page of one rank of many hits: walks patient_recency until enough patients match. */
export async function pageByRecency(ask: Ask, rank: Rank, matching: Fragment = ask.tx``): Promise<Found[]> {
  const { tx, tenantId, limit } = ask;
  return tx<Found[]>`
    SELECT id, last_seen_day::text AS day, ${rank}::int AS rank FROM patient
    WHERE tenant_id = ${tenantId} AND ${afterKeyset(ask, tx`last_seen_day, id`)} ${matching}
    ORDER BY last_seen_day DESC, id DESC LIMIT ${limit}`;
}

/** A page of patients who bear exactly this word: one range of patient_token_search, which is in this order. */
export async function pageOfToken(ask: Ask, token: string, matching: Fragment = ask.tx``): Promise<Found[]> {
  const { tx, tenantId, limit } = ask;
  return tx<Found[]>`
    SELECT patient_id AS id, last_day::text AS day, ${RANK.exact}::int AS rank FROM patient_token
    WHERE tenant_id = ${tenantId} AND token = ${token} AND ${afterKeyset(ask, tx`last_day, patient_id`)} ${matching}
    ORDER BY last_day DESC, patient_id DESC LIMIT ${limit}`;
}
