import "server-only";
import type { Tx } from "@/db/client";
import { AFTER_ALL } from "../rules";
import { type Found, FROM_START, type Keyset } from "./found";
import { beginsPatterns, pairRange, wholePatterns } from "./patterns";

/** Hits of one page and, on the first page, how many there are in all. */
export type Counted = { found: Found[]; total: number };
type CountedRow = Found & { total: string };

function toCounted(rows: CountedRow[]): Counted {
  return { found: rows, total: Number(rows[0]?.total ?? 0) };
}

/**
 * Patients whose name has a word for each of these, by the pair of the two longest: at most some thousand rows
 * of patient_pair_search are read, whatever the words. Exact first, then last seen first.
 */
export async function findByPair(
  tx: Tx,
  tenantId: string,
  words: readonly string[],
  after: Keyset,
  limit: number,
): Promise<Counted> {
  const [longer = "", shorter = ""] = [...words].sort((x, y) => y.length - x.length);
  const range = pairRange(longer, shorter);
  const rows = await tx<CountedRow[]>`
    WITH hit AS MATERIALIZED (
      SELECT DISTINCT patient_id, last_day,
             CASE WHEN (' ' || names || ' ') LIKE ALL (${wholePatterns(words)}::text[]) THEN 0 ELSE 1 END AS rank
      FROM patient_pair
      WHERE tenant_id = ${tenantId} AND pair >= ${range.from} AND pair < ${range.before}
        AND (' ' || names) LIKE ALL (${beginsPatterns(words)}::text[])
    )
    SELECT patient_id AS id, last_day::text AS day, rank, (SELECT count(*) FROM hit) AS total FROM hit
    WHERE rank > ${after.rank}
       OR (rank = ${after.rank} AND (last_day, patient_id) < (${after.day}::text::date, ${after.id}::text::uuid))
    ORDER BY rank, last_day DESC, patient_id DESC LIMIT ${limit}`;
  return toCounted(rows);
}

/** The same for one-letter words of which one is rare: reads the range of the rare one. */
export async function findByRareLetter(
  tx: Tx,
  tenantId: string,
  words: readonly string[],
  rare: string,
  after: Keyset,
  limit: number,
): Promise<Counted> {
  const rows = await tx<CountedRow[]>`
    WITH hit AS MATERIALIZED (
      SELECT DISTINCT patient_id, last_day,
             CASE WHEN (' ' || names || ' ') LIKE ALL (${wholePatterns(words)}::text[]) THEN 0 ELSE 1 END AS rank
      FROM patient_token
      WHERE tenant_id = ${tenantId} AND token >= ${rare} AND token < ${rare + AFTER_ALL}
        AND (' ' || names) LIKE ALL (${beginsPatterns(words)}::text[])
    )
    SELECT patient_id AS id, last_day::text AS day, rank, (SELECT count(*) FROM hit) AS total FROM hit
    WHERE rank > ${after.rank}
       OR (rank = ${after.rank} AND (last_day, patient_id) < (${after.day}::text::date, ${after.id}::text::uuid))
    ORDER BY rank, last_day DESC, patient_id DESC LIMIT ${limit}`;
  return toCounted(rows);
}

/** Common one-letter words ("s j"): patients with exactly these initials, by the range of one of them. */
export async function findWholeLetters(
  tx: Tx,
  tenantId: string,
  words: readonly string[],
  rare: string,
  after: Keyset,
  limit: number,
): Promise<Found[]> {
  return tx<Found[]>`
    SELECT patient_id AS id, last_day::text AS day, 0 AS rank FROM patient_token
    WHERE tenant_id = ${tenantId} AND token = ${rare} AND (last_day, patient_id) < (${after.day}::text::date, ${after.id}::text::uuid)
      AND (' ' || names || ' ') LIKE ALL (${wholePatterns(words)}::text[])
    ORDER BY last_day DESC, patient_id DESC LIMIT ${limit}`;
}

/** Common one-letter words: walks patient_recency until enough names begin so. */
export async function walkLetters(
  tx: Tx,
  tenantId: string,
  words: readonly string[],
  after: Keyset,
  limit: number,
): Promise<Found[]> {
  return tx<Found[]>`
    SELECT id, last_seen_day::text AS day, 1 AS rank FROM patient
    WHERE tenant_id = ${tenantId} AND (last_seen_day, id) < (${after.day}::text::date, ${after.id}::text::uuid)
      AND (' ' || names) LIKE ALL (${beginsPatterns(words)}::text[])
      AND NOT ((' ' || names || ' ') LIKE ALL (${wholePatterns(words)}::text[]))
    ORDER BY last_seen_day DESC, id DESC LIMIT ${limit}`;
}

/** A lower bound of how many match: those among the `sample` patients seen last. */
export async function countAmongRecent(
  tx: Tx,
  tenantId: string,
  words: readonly string[],
  sample: number,
): Promise<{ matching: number; looked: number }> {
  const [row] = await tx<{ matching: string; looked: string }[]>`
    SELECT count(*) FILTER (WHERE (' ' || names) LIKE ALL (${beginsPatterns(words)}::text[])) AS matching, count(*) AS looked
    FROM (SELECT names FROM patient WHERE tenant_id = ${tenantId}
            AND (last_seen_day, id) < (${FROM_START.day}::text::date, ${FROM_START.id}::text::uuid)
          ORDER BY last_seen_day DESC, id DESC LIMIT ${sample}) AS recent`;
  return { matching: Number(row?.matching ?? 0), looked: Number(row?.looked ?? 0) };
}
