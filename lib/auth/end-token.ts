import "server-only";
import type { Tx } from "@/db/client";
import type { Ctx } from "@/lib/tenancy";

/** Ends a token of the caller's tenant with its next request; whose it was, or null when there is none that still works. */
export async function endToken(tx: Tx, ctx: Ctx, id: string): Promise<{ userId: string } | null> {
  const [row] = await tx<{ userId: string }[]>`
    UPDATE api_token SET revoked_at = now()
    WHERE tenant_id = ${ctx.tenant.id} AND id = ${id}::text::uuid AND revoked_at IS NULL AND expires_at > now()
    RETURNING user_id AS "userId"`;
  return row ?? null;
}

/** Ends all tokens of a person of the caller's tenant. */
export async function endTokensOf(tx: Tx, ctx: Ctx, userId: string): Promise<void> {
  await tx`
    UPDATE api_token SET revoked_at = now() WHERE tenant_id = ${ctx.tenant.id} AND user_id = ${userId} AND revoked_at IS NULL`;
}
