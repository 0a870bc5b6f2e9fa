import { randomUUID } from "node:crypto";
import type { Sql } from "@/db/client";
import { permissionsOf, type Role } from "@/lib/auth";
import { type Ctx, startTiming, type TenantRow, toTenant, type UserId } from "@/lib/tenancy";

type Row = TenantRow & {
  directoryVersion: string;
  userId: UserId;
  email: string;
  userName: string;
};

/** The context of a request by the user with `role` of the tenant `slug` (both are in every test database). */
export async function givenContext(owner: Sql, role: Role = "clinician", slug = "demo"): Promise<Ctx> {
  const [row] = await owner<Row[]>`
    SELECT t.tenant_id AS "tenantId", t.slug, t.name, t.locale, t.time_zone AS "timeZone", t.currency, t.date_order AS "dateOrder", v.version AS "directoryVersion",
           u.id AS "userId", u.email, u.name AS "userName"
    FROM tenant t JOIN directory_version v USING (tenant_id) JOIN app_user u USING (tenant_id)
    WHERE t.slug = ${slug} AND u.role = ${role} ORDER BY u.created_at, u.id LIMIT 1`;
  if (!row) throw new Error(`The test database has no ${role} in the tenant ${slug}.`);
  const { directoryVersion, userId, email, userName } = row;
  return {
    tenant: toTenant(row),
    actor: { kind: "user", id: userId, name: userName, email, role },
    sessionId: null,
    permissions: permissionsOf(role),
    directoryVersion,
    requestId: randomUUID(),
    ip: "127.0.0.1",
    isPrefetch: false,
    timing: startTiming(),
  };
}
