import "server-only";
import type { Tx } from "@/db/client";

/**
 * The columns of PatientDetails, as a part of a SELECT or RETURNING on `patient`. A death of which only the day is known is that day:
 * its instant is midnight of the zone that the clinic had when it came in.
 */
export function detailColumns(tx: Tx) {
  return tx`id, mrn, family_name AS "familyName", given_name AS "givenName", birth_date AS "birthDate", birth_date_text AS "birthDateText",
            sex, phone, language, deceased,
            CASE WHEN deceased_at IS NOT NULL THEN coalesce(substring(resource->>'deceasedDateTime' FROM '^\\d{4}(?:-\\d\\d){0,2}$'),
              to_char(deceased_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) END AS "deceasedAt",
            last_seen_at AS "lastSeenAt", version`;
}
