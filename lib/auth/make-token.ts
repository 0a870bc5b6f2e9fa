import "server-only";
import { randomUUID } from "node:crypto";
import type { Tx } from "@/db/client";
import type { Ctx } from "@/lib/tenancy";
import type { TokenRow } from "./list-tokens";
import { makeSecret } from "./one-time-secret";

export const TOKEN_PREFIX = "swc_";

/**
 * Makes an API token of a person of the caller's tenant, valid for `days`, and no longer than the token by which it is made; the
 * token itself is in the answer and nowhere else.
 */
export async function makeToken(
  tx: Tx,
  ctx: Ctx,
  input: { userId: string; name: string; days: number },
): Promise<TokenRow & { token: string }> {
  const { secret, hash } = makeSecret(TOKEN_PREFIX);
  const id = randomUUID();
  const madeWith = ctx.apiTokenId ?? null;
  const [row] = await tx<{ createdAt: string; expiresAt: string }[]>`
    INSERT INTO api_token (tenant_id, id, user_id, token_hash, name, created_by, made_with, expires_at)
    SELECT ${ctx.tenant.id}, ${id}, ${input.userId}, ${hash}, ${input.name}, ${ctx.actor.id}, ${madeWith},
           least(now() + ${input.days} * interval '1 day',
                 (SELECT k.expires_at FROM api_token k WHERE k.tenant_id = ${ctx.tenant.id} AND k.id = ${madeWith}))
    RETURNING created_at AS "createdAt", expires_at AS "expiresAt"`;
  const { createdAt = "", expiresAt = "" } = row ?? {};
  return {
    id,
    userId: input.userId,
    name: input.name,
    createdAt,
    createdBy: ctx.actor.id,
    expiresAt,
    token: secret,
  };
}
