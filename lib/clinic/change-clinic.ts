import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { clinicHistory, tenant } from "@/db/schema/clinic";
import { audit } from "@/lib/audit";
import { appendEvent } from "@/lib/events";
import { assertVersion } from "@/lib/http";
import { sendJob } from "@/lib/jobs";
import type { Ctx } from "@/lib/tenancy";
import type { ClinicChange } from "./bodies";
import { clinicColumns, readClinic } from "./clinic-row";
import type { ClinicSettings } from "./schema";

const SETTINGS = ["name", "locale", "timeZone", "currency", "dateOrder", "units", "mrnPattern"] as const;

function settingsOf(row: ClinicSettings): Record<string, string | null> {
  return Object.fromEntries(SETTINGS.map((name) => [name, row[name]]));
}

/**
 * Changes the settings of the caller's clinic; the version before goes to the history. What is as it was makes no version.
 * Permission: clinic:manage. Audited with what each changed setting was and is; event `clinic.changed` on `clinic`.
 * @throws AppError("version_conflict") with the settings as they are now
 */
export async function changeClinic(
  ctx: Ctx,
  tx: Tx,
  input: { change: ClinicChange; version: number | null },
): Promise<ClinicSettings> {
  const before = await readClinic(tx, ctx, { isLocked: true });
  assertVersion(before, input.version, before);
  const changed = SETTINGS.filter(
    (name) => input.change[name] !== undefined && input.change[name] !== before[name],
  );
  if (changed.length === 0) return before;
  const [after] = await drizzleOf(tx)
    .update(tenant)
    .set({
      ...Object.fromEntries(changed.map((name) => [name, input.change[name]])),
      version: before.version + 1,
      updatedAt: sql`now()` as never,
      updatedBy: ctx.actor.id,
      updatedByName: ctx.actor.name,
    })
    .where(eq(tenant.tenantId, ctx.tenant.id))
    .returning(clinicColumns);
  if (!after) throw new Error("The clinic's row was locked and is gone.");
  await drizzleOf(tx)
    .insert(clinicHistory)
    .values({
      tenantId: ctx.tenant.id,
      version: after.version,
      before: JSON.stringify(settingsOf(before)),
      after: JSON.stringify(settingsOf(after)),
      madeBy: ctx.actor.id,
      madeByName: ctx.actor.name,
    });
  const settings = changed.map((name) => [name, { before: before[name], after: after[name] }]);
  const detail = { version: after.version, ...Object.fromEntries(settings) };
  await audit(tx, ctx, { action: "clinic.change", detail });
  await appendEvent(tx, ctx, {
    stream: "clinic",
    kind: "clinic.changed",
    payload: { version: after.version },
  });
  // Periods of names and phones begin and end with the clinic's days.
  if (changed.includes("timeZone"))
    await sendJob(tx, "renew-patients", { tenantId: ctx.tenant.id, isZoneNew: "true" });
  return after;
}
