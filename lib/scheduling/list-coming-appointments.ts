import "server-only";
import type { Tx } from "@/db/client";
import type { ComingAppointment } from "./schema";

const LISTED_MAX = 20;

/** A patient's booked appointments from now on, soonest first, at most 20. Uses appointment_patient. Not audited. */
export async function listComingAppointments(
  tx: Tx,
  tenantId: string,
  patientId: string,
): Promise<ComingAppointment[]> {
  return tx<ComingAppointment[]>`
    SELECT id, to_char(lower(during), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, to_char(upper(during), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS until,
           type, provider_name AS "providerName"
    FROM appointment
    WHERE tenant_id = ${tenantId} AND patient_id = ${patientId}::text::uuid AND status = 'booked' AND lower(during) > now()
    ORDER BY lower(during), id LIMIT ${LISTED_MAX}`;
}
