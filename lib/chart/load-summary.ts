import "server-only";
import type { Tx } from "@/db/client";
import { listBalances } from "@/lib/billing";
import { findPatient, patientNotFound } from "@/lib/patients";
import { countRecords, listCurrent, listVitals } from "@/lib/records";
import { type ComingAppointment, listComingAppointments } from "@/lib/scheduling";
import type { PatientSummary } from "./schema";

/** A summary as it is cached: with the coming appointments, because which of them is next changes with the clock. */
export type StoredSummary = Omit<PatientSummary, "nextAppointment" | "balance"> & {
  appointments: ComingAppointment[];
  balances: { amount: string; currency: string }[];
};

type Chart = { tenantId: string; patientId: string; version: string };

/**
 * Everything the summary shows, each part from the domain that owns it, sent in one packet. The transaction must be a snapshot
 * (see readChart), in which `version` was read too: statements of a plain one may each see another moment.
 */
export async function loadSummary(tx: Tx, { tenantId, patientId, version }: Chart): Promise<StoredSummary> {
  const [patient, current, vitals, counts, appointments, balances] = await Promise.all([
    findPatient(tx, tenantId, patientId),
    listCurrent(tx, tenantId, patientId),
    listVitals(tx, tenantId, patientId),
    countRecords(tx, tenantId, patientId),
    listComingAppointments(tx, tenantId, patientId),
    listBalances(tx, tenantId, patientId),
  ]);
  if (!patient) throw patientNotFound();
  return { patient, ...current, vitals, counts, appointments, balances, chartVersion: version };
}
