import { type JobHandlers, prune } from "@/lib/jobs";
import { findBirthDate } from "@/lib/patients";
import { rejudgeVitals } from "@/lib/records";
import { jobContext } from "@/lib/tenancy";

/** What is done for each queue. Every handler may run twice. */
export const jobHandlers: JobHandlers = {
  prune: async () => {
    await prune();
  },
  "judge-vitals": async ({ tenantId, patientId = "" }) => {
    const ctx = await jobContext(tenantId, "judge-vitals");
    if (!ctx) return;
    const found = await findBirthDate(ctx, patientId);
    if (found) await rejudgeVitals(ctx, patientId, found.birthDate);
  },
};
