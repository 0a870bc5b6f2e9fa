import "server-only";
import { inTenant } from "@/db/transaction";
import { sendJob } from "@/lib/jobs";
import { NO_TENANT, writePool } from "@/lib/tenancy";

/** Sends a job for each clinic in which a period of a patient's name or phone has begun or ended since its row was written. */
export async function askRenewals(): Promise<void> {
  await inTenant(
    writePool(),
    NO_TENANT,
    async (tx) => {
      const due = await tx<{ tenantId: string }[]>`
        SELECT tenant_id AS "tenantId" FROM tenants_with_due_patients() AS tenant_id`;
      for (const { tenantId } of due) await sendJob(tx, "renew-patients", { tenantId });
    },
    { kind: "job" },
  );
}
