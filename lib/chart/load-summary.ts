import "server-only";
import type { Tx } from "@/db/client";
import { type PatientDetails, patientNotFound } from "@/lib/patients";
import {
  BLOOD_PRESSURE_PANELS,
  type Measured,
  type RecordType,
  type SummaryItem,
  toVitals,
  VITAL_SIGNS,
} from "@/lib/records";
import type { NextAppointment, PatientSummary } from "./schema";

/** A summary as it is cached: with the coming appointments, because which of them is next changes with the clock. */
export type StoredSummary = Omit<PatientSummary, "nextAppointment" | "balance"> & {
  appointments: NextAppointment[];
  balances: { amount: string; currency: string }[];
};

type Listed = SummaryItem & { type: RecordType };
type Row = {
  patient: PatientDetails;
  current: Listed[] | null;
  measured: Measured[] | null;
  counts: Partial<Record<RecordType, number>> | null;
  appointments: NextAppointment[] | null;
  balances: { amount: string; currency: string }[] | null;
  chartVersion: string;
};

const SINGLE_CODES = VITAL_SIGNS.map((sign) => sign.code);
const LISTED_MAX = 500;
const APPOINTMENTS_KEPT = 20;

/**
 * Everything the summary shows, in one statement and so of one moment.
 * Needs record_current, record_observation, appointment_patient and the primary keys of the rest.
 */
export async function loadSummary(tx: Tx, tenantId: string, patientId: string): Promise<StoredSummary> {
  const codes = [...SINGLE_CODES, ...BLOOD_PRESSURE_PANELS];
  const [row] = await tx<Row[]>`
    SELECT
      jsonb_build_object('id', p.id, 'mrn', p.mrn, 'familyName', p.family_name, 'givenName', p.given_name, 'birthDate', p.birth_date,
        'birthDateText', p.birth_date_text, 'sex', p.sex, 'phone', p.phone, 'language', p.language, 'deceased', p.deceased,
        'deceasedAt', p.deceased_at, 'lastSeenAt', p.last_seen_at, 'version', p.version) AS patient,
      c.version AS "chartVersion",
      (SELECT jsonb_agg(l ORDER BY l.sort DESC, l.id) FROM (
        SELECT r.type, r.id, r.title, r.code, coalesce(r.at_text, to_char(r.at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS at, r.status, r.severity,
               CASE WHEN r.type IN ('allergy', 'medication') THEN r.value_text END AS detail, coalesce(r.at, '-infinity') AS sort
        FROM record r WHERE r.tenant_id = ${tenantId} AND r.patient_id = ${patientId}::text::uuid AND r.is_current
          AND r.type IN ('allergy', 'condition', 'medication', 'immunization')
        ORDER BY coalesce(r.at, '-infinity') DESC LIMIT ${LISTED_MAX}) AS l) AS current,
      (SELECT jsonb_agg(m) FROM unnest(${codes}::text[]) AS wanted(code), LATERAL (
        SELECT r.code, r.title, r.value_text AS value, r.unit, r.components, r.abnormal, to_char(r.at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "takenAt"
        FROM record r WHERE r.tenant_id = ${tenantId} AND r.patient_id = ${patientId}::text::uuid AND r.type = 'observation'
          AND r.code = wanted.code AND NOT r.is_retracted AND r.at IS NOT NULL
        ORDER BY r.at DESC LIMIT 2) AS m) AS measured,
      (SELECT jsonb_object_agg(n.type, n.n) FROM record_count n
        WHERE n.tenant_id = ${tenantId} AND n.patient_id = ${patientId}::text::uuid AND n.n > 0) AS counts,
      (SELECT jsonb_agg(a) FROM (
        SELECT id, to_char(lower(during), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, to_char(upper(during), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS until,
               type, provider_name AS "providerName"
        FROM appointment WHERE tenant_id = ${tenantId} AND patient_id = ${patientId}::text::uuid AND status = 'booked' AND lower(during) > now()
        ORDER BY lower(during), id LIMIT ${APPOINTMENTS_KEPT}) AS a) AS appointments,
      (SELECT jsonb_agg(jsonb_build_object('amount', b.amount::text, 'currency', b.currency) ORDER BY b.currency) FROM account_balance b
        WHERE b.tenant_id = ${tenantId} AND b.patient_id = ${patientId}::text::uuid) AS balances
    FROM patient p JOIN patient_chart c ON c.tenant_id = p.tenant_id AND c.patient_id = p.id
    WHERE p.tenant_id = ${tenantId} AND p.id = ${patientId}::text::uuid`;
  if (!row) throw patientNotFound();
  const listed = (type: RecordType) => (row.current ?? []).filter((item) => item.type === type).map(toItem);
  return {
    patient: row.patient,
    allergies: listed("allergy"),
    conditions: listed("condition"),
    medications: listed("medication"),
    immunizations: listed("immunization"),
    vitals: toVitals(row.measured ?? []),
    counts: row.counts ?? {},
    appointments: row.appointments ?? [],
    balances: row.balances ?? [],
    chartVersion: row.chartVersion,
  };
}

function toItem({ id, title, code, at, status, severity, detail }: Listed): SummaryItem {
  return { id, title, code, at, status, severity, detail };
}
