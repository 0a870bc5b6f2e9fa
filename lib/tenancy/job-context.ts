import "server-only";
import { randomUUID } from "node:crypto";
import { inTenant } from "@/db/transaction";
import { type Ctx, startTiming, type Tenant } from "./context";
import { writePool } from "./pools";

type Row = Tenant & { directoryVersion: string };

/** The context of a background job for a tenant; null when the tenant is gone. `actor` names the job in the trail. */
export async function jobContext(tenantId: string, actor: string): Promise<Ctx | null> {
  const rows = await inTenant(
    writePool(),
    tenantId,
    async (tx) => tx<Row[]>`
      SELECT t.tenant_id AS id, t.slug, t.name, t.locale, t.time_zone AS "timeZone", t.currency, v.version AS "directoryVersion"
      FROM tenant t JOIN directory_version v USING (tenant_id) WHERE t.tenant_id = ${tenantId}::text::uuid`,
    { kind: "read", isReadOnly: true },
  );
  const row = rows[0];
  if (!row) return null;
  const { directoryVersion, ...tenant } = row;
  return {
    tenant,
    actor: { kind: "system", id: null, name: actor, email: null, role: null },
    sessionId: null,
    permissions: new Set(),
    directoryVersion,
    requestId: randomUUID(),
    ip: null,
    isPrefetch: false,
    timing: startTiming(),
  };
}
