import "server-only";
import type { Tx } from "@/db/client";
import type { Ctx } from "@/lib/tenancy";

/** Which tokens: one by its id, all that act as a person, or all that a person made for others. */
type Which = { id: string } | { ofPerson: string } | { madeForOthersBy: string };

/**
 * Ends tokens of the caller's tenant with their next request, and whatever was made by them. Returns those that ended, the ones meant
 * first. To be asked under lockClinic: a token that is being made meanwhile would be missed.
 */
export async function endTokens(tx: Tx, ctx: Ctx, which: Which): Promise<{ id: string; userId: string }[]> {
  const id = "id" in which ? which.id : null;
  const owner = "ofPerson" in which ? which.ofPerson : null;
  const maker = "madeForOthersBy" in which ? which.madeForOthersBy : null;
  return tx<{ id: string; userId: string }[]>`
    WITH RECURSIVE meant AS (
      SELECT k.id, 0 AS depth FROM api_token k
      WHERE k.tenant_id = ${ctx.tenant.id} AND k.revoked_at IS NULL AND k.expires_at > now()
        AND (k.id = ${id}::text::uuid OR k.user_id = ${owner}::text::uuid
             OR (k.created_by = ${maker}::text::uuid AND k.user_id <> ${maker}::text::uuid))
      UNION SELECT k.id, m.depth + 1 FROM api_token k JOIN meant m ON k.made_with = m.id WHERE k.tenant_id = ${ctx.tenant.id}
    ), ended AS (
      UPDATE api_token SET revoked_at = now()
      WHERE tenant_id = ${ctx.tenant.id} AND id IN (SELECT id FROM meant) AND revoked_at IS NULL AND expires_at > now()
      RETURNING id, user_id
    )
    SELECT e.id, e.user_id AS "userId" FROM ended e JOIN meant m USING (id) GROUP BY e.id, e.user_id ORDER BY min(m.depth)`;
}

/** Whether the token that a request came with still works; true for a request with a session. */
export async function worksStill(tx: Tx, ctx: Ctx): Promise<boolean> {
  if (!ctx.apiTokenId) return true;
  const rows = await tx`
    SELECT FROM api_token
    WHERE tenant_id = ${ctx.tenant.id} AND id = ${ctx.apiTokenId} AND revoked_at IS NULL AND expires_at > now()`;
  return rows.count > 0;
}
