import "server-only";
import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { apiToken } from "@/db/schema/sessions";
import type { Ctx } from "@/lib/tenancy";

export type TokenRow = {
  id: string;
  userId: string;
  name: string;
  createdAt: string;
  createdBy: string | null;
  expiresAt: string;
};

const TOKENS_MAX = 1_000;

/** The API tokens of the caller's tenant that still work, newest first, 1,000 at most. */
export function listTokenRows(tx: Tx, ctx: Ctx): Promise<TokenRow[]> {
  return drizzleOf(tx)
    .select({
      id: apiToken.id,
      userId: apiToken.userId,
      name: apiToken.name,
      createdAt: apiToken.createdAt,
      createdBy: apiToken.createdBy,
      expiresAt: apiToken.expiresAt,
    })
    .from(apiToken)
    .where(
      and(
        eq(apiToken.tenantId, ctx.tenant.id),
        isNull(apiToken.revokedAt),
        gt(apiToken.expiresAt, sql<string>`now()`),
      ),
    )
    .orderBy(desc(apiToken.createdAt), desc(apiToken.id))
    .limit(TOKENS_MAX);
}
