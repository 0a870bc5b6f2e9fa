import "server-only";
import type { Tx } from "@/db/client";
import type { Ctx } from "@/lib/tenancy";
import type { ResourceKey, ResourceVersion } from "./schema";

/** A version that another has replaced. */
export type FormerVersion = ResourceVersion & { replacedAt: string };

// A page of 200, and the one that tells what the last of them changed.
const LISTED_MAX = 201;

/**
 * The former versions of a resource, newest first, at most `limit` (≤ 201) of those before version `before`; `[]` when it never changed.
 * The version that holds now is in the table of its domain. The caller has checked that the resource may be read.
 */
export async function listHistory(
  tx: Tx,
  ctx: Ctx,
  { type, id }: ResourceKey,
  { limit = LISTED_MAX, before }: { limit?: number; before?: number | undefined } = {},
): Promise<FormerVersion[]> {
  return tx<FormerVersion[]>`
    SELECT resource_type AS type, resource_id AS id, version, resource, made_at AS "madeAt", made_by AS "madeBy",
           made_by_name AS "madeByName", reason, replaced_at AS "replacedAt"
    FROM resource_history
    WHERE tenant_id = ${ctx.tenant.id} AND resource_type = ${type} AND resource_id = ${id}::text::uuid
      AND version < ${before ?? 2_147_483_647}
    ORDER BY version DESC LIMIT ${Math.min(limit, LISTED_MAX)}`;
}
