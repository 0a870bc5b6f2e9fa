import "server-only";
import type { Tx } from "@/db/client";

/** The columns of PatientDetails, as a part of a SELECT or RETURNING on `patient`. */
export function detailColumns(tx: Tx) {
  return tx`id, mrn, family_name AS "familyName", given_name AS "givenName", birth_date AS "birthDate", birth_date_text AS "birthDateText",
            sex, phone, language, deceased, deceased_at AS "deceasedAt", last_seen_at AS "lastSeenAt", version`;
}
