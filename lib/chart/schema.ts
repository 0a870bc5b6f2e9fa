import type { PatientDetails } from "@/lib/patients/schema";
import type { RecordType, SummaryItem, Vital } from "@/lib/records/schema";

export type NextAppointment = { id: string; at: string; until: string; type: string; providerName: string };

/** What a clinician sees first. Vitals by LOINC code; blood pressure as its two components 8480-6 and 8462-4. */
export type PatientSummary = {
  patient: PatientDetails;
  allergies: SummaryItem[];
  conditions: SummaryItem[];
  medications: SummaryItem[];
  immunizations: SummaryItem[];
  vitals: Record<string, Vital>;
  counts: Partial<Record<RecordType, number>>;
  nextAppointment: NextAppointment | null;
  balance: { amount: string; currency: string };
  chartVersion: string;
};
