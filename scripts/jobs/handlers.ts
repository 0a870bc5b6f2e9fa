import { type JobHandlers, prune } from "@/lib/jobs";
import { askRenewals, findBirthDate, renewPatients } from "@/lib/patients";
import { rejudgeVitals } from "@/lib/records";
import { lockImports } from "@/lib/resources";
import { jobContext, withTransaction } from "@/lib/tenancy";

/** What is done for each queue. Every handler may run twice. */
export const jobHandlers: JobHandlers = {
  prune: async () => {
    await prune();
  },
  /** Of no clinic in particular: finds those in which there is something to do. */
  "renew-patients": async ({ tenantId, isZoneNew }) => {
    if (!tenantId) return askRenewals();
    const ctx = await jobContext(tenantId, "renew-patients");
    if (ctx) await renewPatients(ctx, { isZoneNew: isZoneNew === "true" });
  },
  "judge-vitals": async ({ tenantId, patientId = "" }) => {
    const ctx = await jobContext(tenantId, "judge-vitals");
    if (!ctx) return;
    await withTransaction(ctx, async (tx) => {
      // The birth date is read in one's turn: of two corrections the later is judged last.
      await lockImports(tx, tenantId);
      const found = await findBirthDate(tx, ctx, patientId);
      if (found) await rejudgeVitals(tx, ctx, { patientId, ...found });
    });
  },
};
