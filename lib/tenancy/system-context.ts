import "server-only";
import type { Sql } from "@/db/client";
import { AppError } from "@/lib/errors";
import type { Ctx } from "./context";
import { type SystemRow, toSystemContext } from "./to-system-context";

/**
 * The context of a command (import, seeding) that acts for a tenant without a signed-in user.
 * `owner` is a connection of the owner role, because tenants are looked up before one is set.
 * @throws AppError("not_found") when no tenant has that slug
 */
export async function systemContext(owner: Sql, input: { tenant: string; actor: string }): Promise<Ctx> {
  const [row] = await owner<SystemRow[]>`
    SELECT t.tenant_id AS "tenantId", t.slug, t.name, t.locale, t.time_zone AS "timeZone", t.currency, t.date_order AS "dateOrder",
           v.version AS "directoryVersion"
    FROM tenant t JOIN directory_version v USING (tenant_id) WHERE t.slug = ${input.tenant}`;
  if (!row) {
    const known = await owner<Pick<SystemRow, "slug">[]>`SELECT slug FROM tenant ORDER BY slug LIMIT 20`;
    throw new AppError(
      "not_found",
      `There is no tenant "${input.tenant}". Known: ${known.map((t) => t.slug).join(", ") || "none"}.`,
    );
  }
  return toSystemContext(row, input.actor);
}
