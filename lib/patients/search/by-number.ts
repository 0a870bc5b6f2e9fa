import "server-only";
import type { Fragment } from "@/db/client";
import { AFTER_ALL, toPhoneReversed } from "../rules";
import type { Ask } from "./ask";
import { type Found, RANK, type SearchResult } from "./found";
import { page, pageByRecency, pageOfRank, rankCase } from "./page";
import { namesBear, namesBegin } from "./patterns";

/** A phone is searched by its last digits, from this many on. */
const PHONE_DIGITS_MIN = 4;
const MRN_RANGE_MAX = 4_000;
/** MRNs that differ by case or signs only have one key. */
const WHOLE_MRN_MAX = 20;

/** Ranges of patient_mrn_key and patient_phone that a number stands for; a short number has no phone range. */
function rangesOf(number: string) {
  const isPhone = number.length >= PHONE_DIGITS_MIN && /^\d+$/.test(number);
  return { mrn: number, phone: isPhone ? toPhoneReversed(number) : null };
}

/** Words and numbers that must also hold, beside the one that is looked up. */
function remaining(ask: Ask, numbers: readonly string[]): Fragment {
  const { tx, terms } = ask;
  return numbers.reduce(
    (all, n) => tx`${all} AND (starts_with(mrn_key, ${n})
      OR (${n.length >= PHONE_DIGITS_MIN}::boolean AND starts_with(phone_reversed, ${toPhoneReversed(n) ?? ""})))`,
    tx`AND ${namesBegin(ask, terms.words)}`,
  );
}

/** Patients born on a date who also match the other terms, exact first, then last seen first. */
export function findByBirthDate(ask: Ask): Promise<SearchResult> {
  const { tx, tenantId, terms } = ask;
  const [number = null] = terms.numbers;
  const isExact = tx`${namesBear(ask, terms.words)} AND (${number}::text IS NULL OR mrn_key = ${number ?? ""})`;
  return page(
    ask,
    tx`SELECT id, last_seen_day AS day, ${rankCase(ask, isExact)} AS rank FROM patient
       WHERE tenant_id = ${tenantId} AND birth_date = ${terms.birthDates[0] ?? ""}::text::date ${remaining(ask, terms.numbers)}`,
  );
}

/** Whether so many MRNs begin with this that walking by recency is quicker than sorting them. */
export async function isCommonMrnPrefix({ tx, tenantId }: Ask, key: string): Promise<boolean> {
  const [row] = await tx<{ n: string }[]>`
    SELECT count(*) AS n FROM (SELECT 1 FROM patient WHERE tenant_id = ${tenantId}
      AND mrn_key >= ${key} AND mrn_key < ${key + AFTER_ALL} ORDER BY mrn_key LIMIT ${MRN_RANGE_MAX + 1}) AS capped`;
  return Number(row?.n ?? 0) > MRN_RANGE_MAX;
}

/**
 * Patients whose MRN begins with a number or whose phone ends with it, and who match the other terms.
 * Exact (the whole MRN or the whole phone) first, then last seen first.
 */
export function findByNumber(ask: Ask): Promise<SearchResult> {
  const { tx, tenantId, terms } = ask;
  const [number = "", ...others] = [...terms.numbers].sort((a, b) => b.length - a.length);
  const range = rangesOf(number);
  const both = remaining(ask, others);
  const byPhone = range.phone
    ? tx`UNION SELECT id, last_seen_day, mrn_key, phone_reversed, names FROM patient
         WHERE tenant_id = ${tenantId} AND phone_reversed >= ${range.phone} AND phone_reversed < ${range.phone + AFTER_ALL} ${both}`
    : tx``;
  const isExact = tx`(mrn_key = ${number} OR phone_reversed = ${range.phone ?? ""}) AND ${namesBear(ask, terms.words)}`;
  return page(
    ask,
    tx`SELECT id, last_seen_day AS day, ${rankCase(ask, isExact)} AS rank
       FROM (SELECT id, last_seen_day, mrn_key, phone_reversed, names FROM patient
             WHERE tenant_id = ${tenantId} AND mrn_key >= ${range.mrn} AND mrn_key < ${range.mrn + AFTER_ALL} ${both}
             ${byPhone}) AS candidate`,
  );
}

/** The patient with exactly this MRN, as a page of its own. */
export function findWholeMrn(ask: Ask, key: string): Promise<Found[]> {
  const { tx, tenantId } = ask;
  return pageOfRank(
    { ...ask, limit: WHOLE_MRN_MAX },
    RANK.exact,
    tx`SELECT id, last_seen_day AS day FROM patient WHERE tenant_id = ${tenantId} AND mrn_key = ${key}
       ORDER BY last_seen_day DESC, id DESC`,
  );
}

/** Patients whose MRN begins with a common beginning, and who match the words, last seen first. */
export function walkMrnPrefix(ask: Ask, key: string): Promise<Found[]> {
  const { tx, terms } = ask;
  const matching = tx`AND starts_with(mrn_key, ${key}) AND mrn_key <> ${key} AND ${namesBegin(ask, terms.words)}`;
  return pageByRecency(ask, RANK.prefix, matching);
}
