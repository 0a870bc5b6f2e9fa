import "server-only";
import type { Tx } from "@/db/client";
import type { accountBalance } from "@/db/schema/billing";
import type { RowOf } from "@/db/schema/columns";

/** What a patient's account owes, one amount with six places a currency; `[]` without entries. Not audited. */
export async function listBalances(
  tx: Tx,
  tenantId: string,
  patientId: string,
): Promise<{ amount: string; currency: string }[]> {
  return tx<Pick<RowOf<typeof accountBalance>, "amount" | "currency">[]>`
    SELECT amount, currency FROM account_balance
    WHERE tenant_id = ${tenantId} AND patient_id = ${patientId}::text::uuid ORDER BY currency`;
}
