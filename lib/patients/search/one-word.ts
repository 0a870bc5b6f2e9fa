import "server-only";
import { AFTER_ALL } from "../rules";
import { SEARCH_TOTAL_CAP } from "../schema";
import type { Ask } from "./ask";
import { type Found, RANK } from "./found";
import { afterKeyset, pageByRecency, pageOfRank, pageOfToken } from "./page";

/** Above this many expected rows it is quicker to walk the patients by recency than to sort the range. */
export const RANGE_ROWS_MAX = 4_000;

/** Few patients have two words that begin alike: so many rows are nearly always of more patients than are told. */
const COUNTED_ROWS_MAX = 1.2 * SEARCH_TOTAL_CAP;

/** How many (word, patient) rows begin with a word, by the dictionary, and how many bear exactly it. */
export type Estimate = { begun: number; whole: number };

/** Looks a word up in the tenant's dictionary. */
export async function estimateWord({ tx, tenantId }: Ask, word: string): Promise<Estimate> {
  const [row] = await tx<{ begun: string; whole: string }[]>`
    SELECT coalesce(sum(n), 0) AS begun, coalesce(sum(n) FILTER (WHERE token = ${word}), 0) AS whole
    FROM name_token WHERE tenant_id = ${tenantId} AND token >= ${word} AND token < ${word + AFTER_ALL}`;
  return { begun: Number(row?.begun ?? 0), whole: Number(row?.whole ?? 0) };
}

/** Patients who bear exactly this word, last seen first. */
export function findWholeWord(ask: Ask, word: string): Promise<Found[]> {
  return pageOfToken(ask, word);
}

/**
 * Patients with a longer word that begins with this one, last seen first, by sorting the whole range of the token index.
 * `isBorne`: some bear the word itself, and are left out.
 */
export function findBegunInRange(ask: Ask, word: string, isBorne: boolean): Promise<Found[]> {
  const { tx, tenantId } = ask;
  const isLonger = isBorne ? tx`AND (' ' || names || ' ') NOT LIKE ${`% ${word} %`}` : tx``;
  return pageOfRank(
    ask,
    RANK.prefix,
    tx`SELECT DISTINCT last_day AS day, patient_id AS id FROM patient_token
       WHERE tenant_id = ${tenantId} AND token > ${word} AND token < ${word + AFTER_ALL}
         AND ${afterKeyset(ask, tx`last_day, patient_id`)} ${isLonger}
       ORDER BY last_day DESC, patient_id DESC`,
  );
}

/** The same, for common beginnings. */
export function findBegunByRecency(ask: Ask, word: string): Promise<Found[]> {
  const { tx } = ask;
  return pageByRecency(
    ask,
    RANK.prefix,
    tx`AND (' ' || names) LIKE ${`% ${word}%`} AND (' ' || names || ' ') NOT LIKE ${`% ${word} %`}`,
  );
}

/**
 * How many patients bear a word that begins with this one, in a range of so many rows. Of more patients than are told only the first
 * are counted; reads the whole range where many of its rows are of the same patients.
 */
export async function countBegun(ask: Ask, word: string, rows: number): Promise<number> {
  const counted = await countFirst(ask, word, Math.min(rows, COUNTED_ROWS_MAX));
  return counted > SEARCH_TOTAL_CAP || rows <= COUNTED_ROWS_MAX ? counted : countFirst(ask, word, rows);
}

async function countFirst({ tx, tenantId }: Ask, word: string, rows: number): Promise<number> {
  const [row] = await tx<{ n: string }[]>`
    SELECT count(DISTINCT patient_id) AS n FROM (
      SELECT patient_id FROM patient_token WHERE tenant_id = ${tenantId} AND token >= ${word} AND token < ${word + AFTER_ALL}
      ORDER BY token LIMIT ${rows}) AS begun`;
  return Number(row?.n ?? 0);
}
