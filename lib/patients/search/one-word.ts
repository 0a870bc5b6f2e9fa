import "server-only";
import type { Tx } from "@/db/client";
import { AFTER_ALL } from "../rules";
import type { Found, Keyset } from "./found";

/** Above this many expected rows it is quicker to walk the patients by recency than to sort the range. */
export const RANGE_ROWS_MAX = 4_000;

/** How many (word, patient) rows begin with `word`, by the dictionary, and how many bear exactly it. */
export async function estimateWord(
  tx: Tx,
  tenantId: string,
  word: string,
): Promise<{ begun: number; whole: number }> {
  const [row] = await tx<{ begun: string; whole: string }[]>`
    SELECT coalesce(sum(n), 0) AS begun, coalesce(sum(n) FILTER (WHERE token = ${word}), 0) AS whole
    FROM name_token WHERE tenant_id = ${tenantId} AND token >= ${word} AND token < ${word + AFTER_ALL}`;
  return { begun: Number(row?.begun ?? 0), whole: Number(row?.whole ?? 0) };
}

/** Patients who bear exactly this word, last seen first. One range of patient_token_search. */
export async function findWholeWord(
  tx: Tx,
  tenantId: string,
  word: string,
  after: Keyset,
  limit: number,
): Promise<Found[]> {
  return tx<Found[]>`
    SELECT patient_id AS id, last_day::text AS day, 0 AS rank FROM patient_token
    WHERE tenant_id = ${tenantId} AND token = ${word} AND (last_day, patient_id) < (${after.day}::text::date, ${after.id}::text::uuid)
    ORDER BY last_day DESC, patient_id DESC LIMIT ${limit}`;
}

/** Patients with a longer word that begins with this one, last seen first, by sorting the whole range of the token index. */
export async function findBegunInRange(
  tx: Tx,
  tenantId: string,
  word: string,
  after: Keyset,
  limit: number,
): Promise<Found[]> {
  return tx<Found[]>`
    SELECT DISTINCT last_day, patient_id, patient_id AS id, last_day::text AS day, 1 AS rank FROM patient_token
    WHERE tenant_id = ${tenantId} AND token > ${word} AND token < ${word + AFTER_ALL}
      AND (' ' || names || ' ') NOT LIKE ${`% ${word} %`}
      AND (last_day, patient_id) < (${after.day}::text::date, ${after.id}::text::uuid)
    ORDER BY last_day DESC, patient_id DESC LIMIT ${limit}`;
}

/** The same, for common beginnings: walks patient_recency until enough match. */
export async function findBegunByRecency(
  tx: Tx,
  tenantId: string,
  word: string,
  after: Keyset,
  limit: number,
): Promise<Found[]> {
  return tx<Found[]>`
    SELECT id, last_seen_day::text AS day, 1 AS rank FROM patient
    WHERE tenant_id = ${tenantId} AND (last_seen_day, id) < (${after.day}::text::date, ${after.id}::text::uuid)
      AND (' ' || names) LIKE ${`% ${word}%`} AND (' ' || names || ' ') NOT LIKE ${`% ${word} %`}
    ORDER BY last_seen_day DESC, id DESC LIMIT ${limit}`;
}

/** How many patients bear a word that begins with this one; reads the whole range, so only for small ones. */
export async function countBegun(tx: Tx, tenantId: string, word: string): Promise<number> {
  const [row] = await tx<{ n: string }[]>`
    SELECT count(DISTINCT patient_id) AS n FROM patient_token
    WHERE tenant_id = ${tenantId} AND token >= ${word} AND token < ${word + AFTER_ALL}`;
  return Number(row?.n ?? 0);
}
