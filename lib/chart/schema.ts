import type { PatientDetails } from "@/lib/patients/schema";
import type { RecordType, SummaryItem, Vital } from "@/lib/records/schema";
import type { ComingAppointment } from "@/lib/scheduling/schema";

/** What a clinician sees first. Vitals by LOINC code; blood pressure as its two components 8480-6 and 8462-4. */
export type PatientSummary = {
  patient: PatientDetails;
  allergies: SummaryItem[];
  conditions: SummaryItem[];
  medications: SummaryItem[];
  immunizations: SummaryItem[];
  vitals: Record<string, Vital>;
  counts: Partial<Record<RecordType, number>>;
  nextAppointment: ComingAppointment | null;
  balance: { amount: string; currency: string };
  chartVersion: string;
};
