import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { tenant } from "@/db/schema/clinic";
import type { Ctx } from "@/lib/tenancy";
import type { ClinicSettings } from "./schema";

/** The columns of ClinicSettings. */
export const clinicColumns = {
  id: tenant.tenantId,
  slug: tenant.slug,
  name: tenant.name,
  locale: tenant.locale,
  timeZone: tenant.timeZone,
  currency: tenant.currency,
  dateOrder: tenant.dateOrder,
  units: tenant.units,
  mrnPattern: tenant.mrnPattern,
  version: tenant.version,
  updatedAt: tenant.updatedAt,
  updatedByName: tenant.updatedByName,
};

/** The caller's clinic; locked until the transaction ends when it is about to be changed. */
export async function readClinic(tx: Tx, ctx: Ctx, { isLocked = false } = {}): Promise<ClinicSettings> {
  const query = drizzleOf(tx).select(clinicColumns).from(tenant).where(eq(tenant.tenantId, ctx.tenant.id));
  const [row] = await (isLocked ? query.for("no key update") : query);
  if (!row) throw new Error("The tenant of the context is not in the database.");
  return row;
}
