import "server-only";
import type { Tx } from "@/db/client";
import { toJsonRows } from "@/db/json-rows";
import type { Ctx } from "@/lib/tenancy";
import type { ResourceVersion } from "./schema";

/**
 * Puts versions into the history, in the transaction that replaces them. The caller has read them from its own table under a
 * lock, and writes the next version with who makes it and why in the same transaction. The history is append-only: keeping a
 * version a second time is an error of the database.
 */
export async function keepVersions(tx: Tx, ctx: Ctx, versions: readonly ResourceVersion[]): Promise<void> {
  if (versions.length === 0) return;
  const rows = toJsonRows(versions.map(({ resource, ...columns }) => ({ columns, json: { resource } })));
  await tx`
    INSERT INTO resource_history (tenant_id, resource_type, resource_id, version, resource, made_at, made_by, made_by_name, reason)
    SELECT ${ctx.tenant.id}, type, id, version, resource, "madeAt", "madeBy", "madeByName", reason
    FROM json_to_recordset(${rows}::text::json) AS v(type text, id uuid, version int, resource json, "madeAt" timestamptz, "madeBy" uuid,
      "madeByName" text, reason text)`;
}
