import "server-only";
import { type LedgerPage, loadLedger } from "@/lib/billing";
import { toInstantKeyset } from "@/lib/paging";
import type { Ctx } from "@/lib/tenancy";
import { readChart } from "./read-chart";

/**
 * One page of the entries of a patient's account in the tenant's currency, newest first, each with the balance after it.
 * All pages together sum to the balance, to six places. Permission: billing:read. Audited.
 * @throws AppError("not_found" | "invalid_cursor")
 */
export async function listLedger(
  ctx: Ctx,
  patientId: string,
  input: { limit: number; cursor?: string | undefined },
): Promise<LedgerPage> {
  const after = toInstantKeyset(ctx.tenant.id, input.cursor);
  const asked = {
    patientId,
    action: "patient.ledger.read" as const,
    kind: "ledger",
    // The clinic's currency says which of the account's entries these are, and it changes without a write to the chart.
    keyParts: [ctx.tenant.currency, String(input.limit), input.cursor ?? ""],
  };
  const { value } = await readChart(ctx, asked, (tx) =>
    loadLedger(tx, ctx, { patientId, after, limit: input.limit }),
  );
  return value;
}
