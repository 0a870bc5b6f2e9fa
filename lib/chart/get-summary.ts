import "server-only";
import { hash } from "node:crypto";
import type { Ctx, Tenant } from "@/lib/tenancy";
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
  const asked = { patientId, action: "patient.summary.read" as const, kind: "summary" };
  const { value } = await readChart(ctx, asked, (tx, version) =>
    loadSummary(tx, { tenantId: ctx.tenant.id, patientId, version }),
  );
  const summary = toSummary(value, ctx.tenant.currency, now);
  return { summary, etag: tagOf(summary, ctx.tenant) };
}

/**
 * The chart's version, and what is shown besides that changes without a write to the chart: which appointment is next, and the
 * clinic's settings (the account is told in its currency, the page writes dates by its locale and time zone).
 */
function tagOf(
  { chartVersion, nextAppointment }: PatientSummary,
  { currency, locale, timeZone }: Tenant,
): string {
  const settings = hash("sha256", JSON.stringify([currency, locale, timeZone]), "base64url").slice(0, 8);
  return `c${chartVersion}.${nextAppointment?.id ?? "none"}.${settings}`;
}

function toSummary(stored: StoredSummary, currency: string, now: Date): PatientSummary {
  const { appointments, balances, ...rest } = stored;
  const nextAppointment =
    appointments.find((appointment) => Date.parse(appointment.at) > now.getTime()) ?? null;
  const balance = balances.find((b) => b.currency === currency) ?? { amount: "0.000000", currency };
  return { ...rest, nextAppointment, balance };
}
