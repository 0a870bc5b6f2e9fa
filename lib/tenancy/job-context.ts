import "server-only";
import { inTenant } from "@/db/transaction";
import type { Ctx } from "./context";
import { writePool } from "./pools";
import { type SystemRow, toSystemContext } from "./to-system-context";

/** The context of a background job for a tenant; null when the tenant is gone. `actor` names the job in the trail. */
export async function jobContext(tenantId: string, actor: string): Promise<Ctx | null> {
  const [row] = await inTenant(
    writePool(),
    tenantId,
    async (tx) => tx<SystemRow[]>`
      SELECT t.tenant_id AS "tenantId", t.slug, t.name, t.locale, t.time_zone AS "timeZone", t.currency, t.date_order AS "dateOrder",
             v.version AS "directoryVersion"
      FROM tenant t JOIN directory_version v USING (tenant_id) WHERE t.tenant_id = ${tenantId}::text::uuid`,
    { kind: "read", isReadOnly: true },
  );
  return row ? toSystemContext(row, actor) : null;
}
