import "server-only";
import { AFTER_ALL } from "../rules";
import type { Ask } from "./ask";
import { type Found, RANK } from "./found";
import { afterKeyset, pageByRecency, pageOfToken } from "./page";

/** Above this many expected rows it is quicker to walk the patients by recency than to sort the range. */
export const RANGE_ROWS_MAX = 4_000;

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

/** Patients with a longer word that begins with this one, last seen first, by sorting the whole range of the token index. */
export async function findBegunInRange(ask: Ask, word: string): Promise<Found[]> {
  const { tx, tenantId, limit } = ask;
  return tx<Found[]>`
    SELECT DISTINCT last_day, patient_id, patient_id AS id, last_day::text AS day, ${RANK.prefix}::int AS rank FROM patient_token
    WHERE tenant_id = ${tenantId} AND token > ${word} AND token < ${word + AFTER_ALL}
      AND (' ' || names || ' ') NOT LIKE ${`% ${word} %`}
      AND ${afterKeyset(ask, tx`last_day, patient_id`)}
    ORDER BY last_day DESC, patient_id DESC LIMIT ${limit}`;
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

/** How many patients bear a word that begins with this one; reads the whole range, so only for small ones. */
export async function countBegun({ tx, tenantId }: Ask, word: string): Promise<number> {
  const [row] = await tx<{ n: string }[]>`
    SELECT count(DISTINCT patient_id) AS n FROM patient_token
    WHERE tenant_id = ${tenantId} AND token >= ${word} AND token < ${word + AFTER_ALL}`;
  return Number(row?.n ?? 0);
}
