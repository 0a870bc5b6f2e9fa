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

/**
 * The rows of found patients, in the order of the list. `found` selects `id`, `day` and `rank` of a page at most, and what `more` adds.
 * LATERAL with its own LIMIT, because the plan is made for any `found`: planned as a join it may read all patients.
 */
async function readRows<T = Found>(
  { tx, tenantId }: Ask,
  found: Fragment,
  more: Fragment = tx``,
): Promise<T[]> {
  return tx<T[] & object[]>`
    SELECT found.id, found.day::text AS day, found.rank${more}, p.* FROM (${found}) AS found,
      LATERAL (SELECT mrn, family_name AS "familyName", given_name AS "givenName",
                      coalesce(birth_date_text, birth_date::text) AS "birthDate", sex, phone, last_seen_at AS "lastSeenAt"
               FROM patient WHERE tenant_id = ${tenantId} AND patient.id = found.id LIMIT 1) AS p
    ORDER BY found.rank, found.day DESC, found.id DESC`;
}

/** A page of few hits: all are read, ranked, counted and sorted. `hits` selects `id`, `day` and `rank`. */
export async function page(ask: Ask, hits: Fragment): Promise<SearchResult> {
  const { tx, after, limit } = ask;
  const rows = await readRows<Found & { total: string }>(
    ask,
    tx`WITH hit AS MATERIALIZED (${hits})
       SELECT id, day, rank, (SELECT count(*) FROM hit) AS total FROM hit
       WHERE rank > ${after.rank} OR (rank = ${after.rank} AND ${afterKeyset(ask, tx`hit.day, id`)})
       ORDER BY rank, hit.day DESC, id DESC LIMIT ${limit}`,
    tx`, found.total`,
  );
  const found = rows.map(({ total: _, ...row }) => row);
  return { found, total: toTotal(Number(rows[0]?.total ?? 0)) };
}

/** A page of one rank, whose rows `ordered` selects as `id` and `day`, in the order of the list. */
export function pageOfRank(ask: Ask, rank: Rank, ordered: Fragment): Promise<Found[]> {
  const { tx, limit } = ask;
  return readRows(ask, tx`SELECT id, day, ${rank}::int AS rank FROM (${ordered} LIMIT ${limit}) AS ordered`);
}

/** A page of one rank of many hits: walks patient_recency until enough patients match. */
export function pageByRecency(ask: Ask, rank: Rank, matching: Fragment = ask.tx``): Promise<Found[]> {
  const { tx, tenantId } = ask;
  return pageOfRank(
    ask,
    rank,
    tx`SELECT id, last_seen_day AS day FROM patient
       WHERE tenant_id = ${tenantId} AND ${afterKeyset(ask, tx`last_seen_day, id`)} ${matching}
       ORDER BY last_seen_day DESC, id DESC`,
  );
}

/** A page of patients who bear exactly this word: one range of patient_token_search, which is in this order. */
export function pageOfToken(ask: Ask, token: string, matching: Fragment = ask.tx``): Promise<Found[]> {
  const { tx, tenantId } = ask;
  return pageOfRank(
    ask,
    RANK.exact,
    tx`SELECT patient_id AS id, last_day AS day FROM patient_token
       WHERE tenant_id = ${tenantId} AND token = ${token} AND ${afterKeyset(ask, tx`last_day, patient_id`)} ${matching}
       ORDER BY last_day DESC, patient_id DESC`,
  );
}
