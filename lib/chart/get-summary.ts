import "server-only";
import type { Ctx } from "@/lib/tenancy";
import { loadSummary, type StoredSummary } from "./load-summary";
import { readChart } from "./read-chart";
import type { PatientSummary } from "./schema";

/**
 * What a clinician sees first of a patient. Never older than the last committed write to the chart.
 * Balance in the tenant's currency; "0.000000" without entries. Permission: patient:read. Audited.
 * @throws AppError("not_found")
 */
export async function getSummary(
  ctx: Ctx,
  patientId: string,
  now: Date = new Date(),
): Promise<{ summary: PatientSummary; etag: string }> {
  const asked = { patientId, action: "patient.summary.read", kind: "summary" };
  const { value } = await readChart(ctx, asked, (tx, version) =>
    loadSummary(tx, { tenantId: ctx.tenant.id, patientId, version }),
  );
  const summary = toSummary(value, ctx.tenant.currency, now);
  // The chart's version, and the one part that changes without a write: which appointment is next.
  return { summary, etag: `c${summary.chartVersion}.${summary.nextAppointment?.id.slice(0, 8) ?? "none"}` };
}

function toSummary(stored: StoredSummary, currency: string, now: Date): PatientSummary {
  const { appointments, balances, ...rest } = stored;
  const nextAppointment =
    appointments.find((appointment) => Date.parse(appointment.at) > now.getTime()) ?? null;
  const balance = balances.find((b) => b.currency === currency) ?? { amount: "0.000000", currency };
  return { ...rest, nextAppointment, balance };
}
