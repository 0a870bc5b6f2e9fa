import "server-only";
import { randomUUID } from "node:crypto";
import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
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
  /** The API token by which it is made; with its end the link is void. */
  madeWith?: string | undefined;
};

/**
 * Makes the link by which a person sets a password, once; the one that was out before is void. The secret stands behind #, which
 * browsers keep to themselves: no log, proxy or referrer sees it.
 */
export async function makeLink(tx: Tx, link: LinkOf): Promise<string> {
  const { tenantId, userId, purpose, createdBy, madeWith = null } = link;
  await voidLinks(tx, tenantId, { ofPerson: userId });
  const { secret, hash } = makeSecret(PREFIX);
  await tx`
    INSERT INTO one_time_link (tenant_id, id, user_id, purpose, secret_hash, created_by, made_with, expires_at)
    VALUES (${tenantId}, ${randomUUID()}, ${userId}, ${purpose}, ${hash}, ${createdBy}, ${madeWith}, now() + ${LIFETIME[purpose]}::text::interval)`;
  return `${siteUrl()}/set-password#${secret}`;
}

/** Which links: those of a person, those that a person made, or those that were made by API tokens. */
type Which = { ofPerson: string } | { madeBy: string } | { madeWith: readonly string[] };

function isMeant(which: Which): SQL {
  if ("ofPerson" in which) return eq(oneTimeLink.userId, which.ofPerson);
  if ("madeBy" in which) return eq(oneTimeLink.createdBy, which.madeBy);
  return sql`${oneTimeLink.madeWith} = ANY (${`{${which.madeWith.join(",")}}`}::text::uuid[])`;
}

/** Makes links that are still out useless. */
export async function voidLinks(tx: Tx, tenantId: TenantId, which: Which): Promise<void> {
  await drizzleOf(tx)
    .update(oneTimeLink)
    .set({ voidedAt: sql`now()` as never })
    .where(
      and(
        eq(oneTimeLink.tenantId, tenantId),
        isMeant(which),
        isNull(oneTimeLink.usedAt),
        isNull(oneTimeLink.voidedAt),
      ),
    );
}

/** Where browsers reach this site: AUTH_URL, else this machine. */
function siteUrl(): string {
  return (env().AUTH_URL ?? `http://localhost:${env().PORT}`).replace(/\/+$/, "");
}
