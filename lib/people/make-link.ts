import "server-only";
import { randomUUID } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { oneTimeLink } from "@/db/schema/people";
import { makeSecret } from "@/lib/auth";
import { env } from "@/lib/env";
import type { TenantId } from "@/lib/tenancy";

/** An invitation waits for somebody who may be on leave; a reset is asked for by somebody who wants to work now. */
const LIFETIME = { invite: "7 days", reset: "24 hours" } as const;
const PREFIX = "swl_";

type LinkOf = {
  tenantId: TenantId;
  userId: string;
  purpose: keyof typeof LIFETIME;
  createdBy: string | null;
};

/**
 * Makes the link by which a person sets a password, once; the one that was out before is void. The secret stands behind #, which
 * browsers keep to themselves: no log, proxy or referrer sees it.
 */
export async function makeLink(tx: Tx, { tenantId, userId, purpose, createdBy }: LinkOf): Promise<string> {
  await voidLinks(tx, { tenantId, userId });
  const { secret, hash } = makeSecret(PREFIX);
  await tx`
    INSERT INTO one_time_link (tenant_id, id, user_id, purpose, secret_hash, created_by, expires_at)
    VALUES (${tenantId}, ${randomUUID()}, ${userId}, ${purpose}, ${hash}, ${createdBy}, now() + ${LIFETIME[purpose]}::text::interval)`;
  return `${siteUrl()}/set-password#${secret}`;
}

/** Makes the links of a person that are still out useless. */
export async function voidLinks(tx: Tx, of: { tenantId: TenantId; userId: string }): Promise<void> {
  await drizzleOf(tx)
    .update(oneTimeLink)
    .set({ voidedAt: sql`now()` as never })
    .where(
      and(
        eq(oneTimeLink.tenantId, of.tenantId),
        eq(oneTimeLink.userId, of.userId),
        isNull(oneTimeLink.usedAt),
        isNull(oneTimeLink.voidedAt),
      ),
    );
}

/** Where browsers reach this site: AUTH_URL, else this machine. */
function siteUrl(): string {
  return (env().AUTH_URL ?? `http://localhost:${env().PORT}`).replace(/\/+$/, "");
}
