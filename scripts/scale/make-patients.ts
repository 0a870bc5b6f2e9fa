import type { Tx } from "@/db/client";
import { POOL_BUCKETS } from "./name-pools";

/** The day the generated data is told from; fixed, so that the same arguments always make the same data. */
const REFERENCE_DAY = "2026-10-01";
/** Ids are time-ordered from here on, one millisecond a patient. */
const FIRST_ID_MS = 1_735_689_600_000;

/** The first 12 hexadecimal digits of the id of patient number `n`. */
export function idPrefix(n: number): string {
  return (FIRST_ID_MS + n).toString(16).padStart(12, "0");
}

/**
 * Makes the patients numbered from `first` to `last` of a tenant in the temporary table `made`. All that is random about
 * patient n is a hash of n: census frequencies for names, ages to 95, half seen within a year, three in ten with a balance.
 */
export async function makePatients(tx: Tx, tenantId: string, first: number, last: number): Promise<void> {
  await tx`DROP TABLE IF EXISTS made`;
  await tx`
    CREATE TEMP TABLE made AS
    WITH numbered AS (
      SELECT n, abs(hashint8extended(n, 1)) AS h1, abs(hashint8extended(n, 2)) AS h2, abs(hashint8extended(n, 3)) AS h3,
             abs(hashint8extended(n, 4)) AS h4, abs(hashint8extended(n, 5)) AS h5, abs(hashint8extended(n, 6)) AS h6, md5(n::text) AS m
      FROM generate_series(${first}::int, ${last}::int) AS n
    ), picked AS (
      SELECT v.*, CASE WHEN h1 % 2 = 0 THEN 'female' ELSE 'male' END AS sex,
             (h1 / 2 % ${POOL_BUCKETS})::int AS family_bucket, (h2 % ${POOL_BUCKETS})::int AS given_bucket,
             CASE WHEN h3 % 4 = 0 THEN (h3 / 4 % ${POOL_BUCKETS})::int END AS middle_bucket,
             CASE WHEN h4 % 40 = 0 THEN (h4 / 40 % ${POOL_BUCKETS})::int END AS second_bucket
      FROM numbered v
    )
    SELECT p.n,
      (lpad(to_hex(${FIRST_ID_MS}::bigint + p.n), 12, '0') || '7' || substr(p.m, 1, 3) || '8' || substr(p.m, 4, 15))::uuid AS id,
      lpad(p.n::text, 7, '0') AS mrn,
      f.shown || coalesce('-' || s.shown, '') AS family_name, g.shown || coalesce(' ' || m.shown, '') AS given_name,
      f.words || coalesce(' ' || s.words || ' ' || replace(f.words || s.words, ' ', ''), '') || ' ' || g.words || coalesce(' ' || m.words, '') AS names,
      p.sex, ${REFERENCE_DAY}::text::date - (sqrt((p.h5 % 1000000) / 1000000.0) * (p.h5 / 1000000 % 34700))::int AS birth_date,
      '(' || 200 + p.h6 % 790 || ') 555-' || lpad((p.h6 / 790 % 10000)::text, 4, '0') AS phone,
      CASE WHEN p.h6 % 9 > 0 THEN (${REFERENCE_DAY}::text::date - (1 + power((p.h6 / 9 % 1000000) / 1000000.0, 3) * 3650)::int)
        + make_interval(hours => (8 + p.h2 % 9)::int, mins => (p.h3 % 60)::int) END AT TIME ZONE 'UTC' AS last_seen_at,
      CASE WHEN p.h3 % 10 < 3 THEN round((exp(2 + (p.h4 % 1000000) / 1000000.0 * 6))::numeric, 2) END AS owes
    FROM picked p
    JOIN pool f ON f.kind = 'family' AND f.bucket = p.family_bucket
    JOIN pool g ON g.kind = p.sex AND g.bucket = p.given_bucket
    LEFT JOIN pool m ON m.kind = p.sex AND m.bucket = p.middle_bucket
    LEFT JOIN pool s ON s.kind = 'family' AND s.bucket = p.second_bucket`;
  await tx`
    INSERT INTO patient (tenant_id, id, mrn, family_name, given_name, birth_date, sex, phone, names, mrn_key, phone_reversed,
                         last_seen_at, last_seen_day, resource)
    SELECT ${tenantId}::text::uuid, id, mrn, family_name, given_name, birth_date, sex, phone, names, mrn,
           reverse(regexp_replace(phone, '[^0-9]', '', 'g')), last_seen_at, coalesce((last_seen_at AT TIME ZONE 'UTC')::date, '-infinity'),
           json_build_object('resourceType', 'Patient', 'id', id, 'identifier', json_build_array(json_build_object('type',
             json_build_object('coding', json_build_array(json_build_object('code', 'MR'))), 'value', mrn)),
             'name', json_build_array(json_build_object('use', 'official', 'family', family_name, 'given', string_to_array(given_name, ' '))),
             'gender', sex, 'birthDate', birth_date, 'telecom', json_build_array(json_build_object('system', 'phone', 'value', phone)))
    FROM made ORDER BY n`;
}
