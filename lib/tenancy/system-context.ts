import "server-only";
import { randomUUID } from "node:crypto";
import type { Sql } from "@/db/client";
import type { directoryVersion, tenant } from "@/db/schema/clinic";
import type { RowOf } from "@/db/schema/columns";
import { AppError } from "@/lib/errors";
import { dateOrderOf } from "@/lib/time";
import { type Ctx, startTiming } from "./context";
import type { TenantId } from "./ids";

type TenantRow = RowOf<typeof tenant>;
type Row = Pick<TenantRow, "slug" | "name" | "locale" | "timeZone" | "currency" | "dateOrder"> & {
  id: TenantId;
  directoryVersion: RowOf<typeof directoryVersion>["version"];
};

/**
 * The context of a command (import, seeding) that acts for a tenant without a signed-in user.
 * `owner` is a connection of the owner role, because tenants are looked up before one is set.
 * @throws AppError("not_found") when no tenant has that slug
 */
export async function systemContext(owner: Sql, input: { tenant: string; actor: string }): Promise<Ctx> {
  const rows = await owner<Row[]>`
    SELECT t.tenant_id AS id, t.slug, t.name, t.locale, t.time_zone AS "timeZone", t.currency, t.date_order AS "dateOrder", v.version AS "directoryVersion"
    FROM tenant t JOIN directory_version v USING (tenant_id) WHERE t.slug = ${input.tenant}`;
  const row = rows[0];
  if (!row) {
    const known = await owner<Pick<TenantRow, "slug">[]>`SELECT slug FROM tenant ORDER BY slug LIMIT 20`;
    throw new AppError(
      "not_found",
      `There is no tenant "${input.tenant}". Known: ${known.map((t) => t.slug).join(", ") || "none"}.`,
    );
  }
  const { directoryVersion, ...tenant } = row;
  return {
    tenant: { ...tenant, dateOrder: tenant.dateOrder ?? dateOrderOf(tenant.locale) },
    actor: { kind: "system", id: null, name: input.actor, email: null, role: null },
    sessionId: null,
    permissions: new Set(),
    directoryVersion,
    requestId: randomUUID(),
    ip: null,
    isPrefetch: false,
    timing: startTiming(),
  };
}
