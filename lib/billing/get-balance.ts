import "server-only";
import type { Tx } from "@/db/client";
import type { accountBalance } from "@/db/schema/billing";
import type { RowOf } from "@/db/schema/columns";
import { audit } from "@/lib/audit";
import { hasPatient, isPatient, patientNotFound } from "@/lib/patients";
import { type Ctx, isUuid, withTenant } from "@/lib/tenancy";
import { isValidDate, untilBound } from "@/lib/time";
import type { Balance } from "./schema";

/**
 * What a patient's account owes in the tenant's currency, now or as of an instant or a day of the clinic; negative is a credit.
 * Now: one row. As of: the sum of the entries posted until then, those of the day included. Permission: billing:read. Audited.
 * @throws AppError("not_found")
 */
export async function getBalance(ctx: Ctx, patientId: string, asOf?: string): Promise<Balance> {
  if (!isUuid(patientId)) throw patientNotFound();
  const { id: tenantId, currency, timeZone } = ctx.tenant;
  return withTenant(ctx, async (tx, commit) => {
    const sums = asOf
      ? tx<{ amount: string; entries: string }[]>`
          SELECT coalesce(sum(amount), 0)::numeric(18, 6) AS amount, count(*) AS entries FROM journal_entry
          WHERE tenant_id = ${tenantId} AND patient_id = ${patientId}::text::uuid AND currency = ${currency} AND ${isPosted(tx, asOf, timeZone)}`
      : tx<Pick<RowOf<typeof accountBalance>, "amount" | "entries">[]>`
          SELECT amount, entries FROM account_balance
          WHERE tenant_id = ${tenantId} AND patient_id = ${patientId}::text::uuid AND currency = ${currency}`;
    const [rows, known] = await Promise.all([
      sums,
      hasPatient(tx, tenantId, patientId),
      audit(tx, ctx, { action: "patient.balance.read", patientId }, isPatient(tx, tenantId, patientId)),
      commit(),
    ]);
    if (!known) throw patientNotFound();
    const amount = rows[0]?.amount ?? "0.000000";
    return {
      currency,
      amount,
      entries: Number(rows[0]?.entries ?? 0),
      asOf: asOf ?? new Date().toISOString(),
    };
  });
}

/** Whether an entry was posted by then. One that is dated by its day alone was from the beginning of that day. */
function isPosted(tx: Tx, asOf: string, timeZone: string) {
  const { at, day } = untilBound(asOf, timeZone);
  const posted = isValidDate(asOf)
    ? tx`posted_at < ${at}::text::timestamptz`
    : tx`posted_at <= ${at}::text::timestamptz`;
  return tx`CASE WHEN posted_text IS NULL THEN ${posted}
              ELSE (posted_text || substr('0000-01-01', length(posted_text) + 1)) COLLATE "C" < ${day}::text END`;
}
