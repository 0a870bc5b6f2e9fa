import "server-only";
import type { Tx } from "@/db/client";
import type { SearchTerms } from "../parse-search";
import { AFTER_ALL, toPhoneReversed } from "../rules";
import type { Found, Keyset } from "./found";
import type { Counted } from "./many-words";
import { beginsPatterns, wholePatterns } from "./patterns";

/** A phone is searched by its last digits, from this many on. */
const PHONE_DIGITS_MIN = 4;
const MRN_RANGE_MAX = 4_000;

/** Ranges of patient_mrn_key and patient_phone that a number stands for; a short number has no phone range. */
function rangesOf(number: string) {
  const isPhone = number.length >= PHONE_DIGITS_MIN && /^\d+$/.test(number);
  return { mrn: number, phone: isPhone ? toPhoneReversed(number) : null };
}

/** Words and numbers that must also hold, beside the one that is looked up. */
function remaining(tx: Tx, terms: SearchTerms, numbers: readonly string[]) {
  const ofNames = tx`AND (' ' || names) LIKE ALL (${beginsPatterns(terms.words)}::text[])`;
  return numbers.reduce(
    (all, n) => tx`${all} AND (starts_with(mrn_key, ${n})
      OR (${n.length >= PHONE_DIGITS_MIN}::boolean AND starts_with(phone_reversed, ${toPhoneReversed(n) ?? ""})))`,
    ofNames,
  );
}

/** Patients born on a date who also match the other terms, exact first, then last seen first. */
export async function findByBirthDate(
  tx: Tx,
  tenantId: string,
  terms: SearchTerms,
  after: Keyset,
  limit: number,
): Promise<Counted> {
  const rows = await tx<(Found & { total: string })[]>`
    WITH hit AS MATERIALIZED (
      SELECT id, last_seen_day,
        CASE WHEN (' ' || names || ' ') LIKE ALL (${wholePatterns(terms.words)}::text[])
              AND ${tx`(${terms.numbers[0] ?? null}::text IS NULL OR mrn_key = ${terms.numbers[0] ?? ""})`} THEN 0 ELSE 1 END AS rank
      FROM patient WHERE tenant_id = ${tenantId} AND birth_date = ${terms.birthDates[0] ?? ""}::text::date
        ${remaining(tx, terms, terms.numbers)}
    )
    SELECT id, last_seen_day::text AS day, rank, (SELECT count(*) FROM hit) AS total FROM hit
    WHERE rank > ${after.rank}
       OR (rank = ${after.rank} AND (last_seen_day, id) < (${after.day}::text::date, ${after.id}::text::uuid))
    ORDER BY rank, last_seen_day DESC, id DESC LIMIT ${limit}`;
  return { found: rows, total: Number(rows[0]?.total ?? 0) };
}

/** Whether so many MRNs begin with this that walking by recency is quicker than sorting them. */
export async function isCommonMrnPrefix(tx: Tx, tenantId: string, key: string): Promise<boolean> {
  const [row] = await tx<{ n: string }[]>`
    SELECT count(*) AS n FROM (SELECT 1 FROM patient WHERE tenant_id = ${tenantId}
      AND mrn_key >= ${key} AND mrn_key < ${key + AFTER_ALL} ORDER BY mrn_key LIMIT ${MRN_RANGE_MAX + 1}) AS capped`;
  return Number(row?.n ?? 0) > MRN_RANGE_MAX;
}

/**
 * Patients whose MRN begins with a number or whose phone ends with it, and who match the other terms.
 * Exact (the whole MRN or the whole phone) first, then last seen first.
 */
export async function findByNumber(
  tx: Tx,
  tenantId: string,
  terms: SearchTerms,
  after: Keyset,
  limit: number,
): Promise<Counted> {
  const [number = "", ...others] = [...terms.numbers].sort((a, b) => b.length - a.length);
  const range = rangesOf(number);
  const both = remaining(tx, terms, others);
  const byPhone = range.phone
    ? tx`UNION SELECT id, last_seen_day, mrn_key, phone_reversed, names FROM patient
         WHERE tenant_id = ${tenantId} AND phone_reversed >= ${range.phone} AND phone_reversed < ${range.phone + AFTER_ALL} ${both}`
    : tx``;
  const rows = await tx<(Found & { total: string })[]>`
    WITH hit AS MATERIALIZED (
      SELECT id, last_seen_day,
        CASE WHEN (mrn_key = ${number} OR phone_reversed = ${range.phone ?? ""})
              AND (' ' || names || ' ') LIKE ALL (${wholePatterns(terms.words)}::text[]) THEN 0 ELSE 1 END AS rank
      FROM (SELECT id, last_seen_day, mrn_key, phone_reversed, names FROM patient
            WHERE tenant_id = ${tenantId} AND mrn_key >= ${range.mrn} AND mrn_key < ${range.mrn + AFTER_ALL} ${both}
            ${byPhone}) AS candidate
    )
    SELECT id, last_seen_day::text AS day, rank, (SELECT count(*) FROM hit) AS total FROM hit
    WHERE rank > ${after.rank}
       OR (rank = ${after.rank} AND (last_seen_day, id) < (${after.day}::text::date, ${after.id}::text::uuid))
    ORDER BY rank, last_seen_day DESC, id DESC LIMIT ${limit}`;
  return { found: rows, total: Number(rows[0]?.total ?? 0) };
}

/** The patient with exactly this MRN, as a page of its own. */
export async function findWholeMrn(tx: Tx, tenantId: string, key: string): Promise<Found[]> {
  return tx<Found[]>`
    SELECT id, last_seen_day::text AS day, 0 AS rank FROM patient WHERE tenant_id = ${tenantId} AND mrn_key = ${key}
    ORDER BY last_seen_day DESC, id DESC LIMIT 20`;
}

/** Patients whose MRN begins with a common beginning (and match the words), by walking patient_recency. */
export async function walkMrnPrefix(
  tx: Tx,
  tenantId: string,
  key: string,
  words: readonly string[],
  after: Keyset,
  limit: number,
): Promise<Found[]> {
  return tx<Found[]>`
    SELECT id, last_seen_day::text AS day, 1 AS rank FROM patient
    WHERE tenant_id = ${tenantId} AND (last_seen_day, id) < (${after.day}::text::date, ${after.id}::text::uuid)
      AND starts_with(mrn_key, ${key}) AND mrn_key <> ${key}
      AND (' ' || names) LIKE ALL (${beginsPatterns(words)}::text[])
    ORDER BY last_seen_day DESC, id DESC LIMIT ${limit}`;
}
