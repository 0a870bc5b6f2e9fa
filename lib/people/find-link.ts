import "server-only";
import type { directoryVersion } from "@/db/schema/clinic";
import type { RowOf } from "@/db/schema/columns";
import type { appUser, oneTimeLink } from "@/db/schema/people";
import { type Caller, hashSecret, linkBudgets, networkOf, permissionsOf, takeAttempt } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { type Ctx, startTiming, type TenantRow, toTenant, type UserId, writePool } from "@/lib/tenancy";
import type { LinkFacts } from "./schema";

type LinkRow = Omit<TenantRow, "name"> &
  Pick<RowOf<typeof appUser>, "email" | "name" | "role"> &
  Pick<RowOf<typeof oneTimeLink>, "purpose" | "expiresAt"> & {
    userId: UserId;
    tenantName: TenantRow["name"];
    directoryVersion: RowOf<typeof directoryVersion>["version"];
  };

export type OpenLink = { ctx: Ctx; hash: Buffer; facts: LinkFacts };

/**
 * Whose link this is and in which clinic, as the context of what they do with it. Looking for one that is none counts against the
 * caller's network; one that is found is never refused for what others there have tried.
 * @throws AppError("link_unusable") when it was used, is void, too old, or never was
 * @throws AppError("too_many_requests")
 */
export async function openLink(token: string, caller: Caller): Promise<OpenLink> {
  const hash = hashSecret(token);
  const [row] = await writePool()<LinkRow[]>`
    SELECT tenant_id AS "tenantId", user_id AS "userId", purpose, expires_at AS "expiresAt", email, name, role, slug,
           tenant_name AS "tenantName", locale, time_zone AS "timeZone", currency, date_order AS "dateOrder",
           directory_version AS "directoryVersion"
    FROM auth_find_link(${hash})`;
  if (!row) {
    await takeAttempt(linkBudgets(networkOf(caller.ip)));
    throw linkUnusable();
  }
  const { purpose, name, email, expiresAt } = row;
  return {
    ctx: toContext(row, caller),
    hash,
    facts: { purpose, name, email, clinic: row.tenantName, expiresAt },
  };
}

/** What somebody with a link is told before they choose a password. For callers without a session. */
export async function findLink(token: string, caller: Caller): Promise<LinkFacts> {
  return (await openLink(token, caller)).facts;
}

export function linkUnusable(): AppError {
  return new AppError(
    "link_unusable",
    "This link was used, replaced or is too old. If you have set your password, sign in; else ask an administrator for a new link.",
  );
}

function toContext(row: LinkRow, caller: Caller): Ctx {
  return {
    tenant: toTenant({ ...row, name: row.tenantName }),
    actor: { kind: "user", id: row.userId, name: row.name, email: row.email, role: row.role },
    sessionId: null,
    permissions: permissionsOf(row.role),
    directoryVersion: row.directoryVersion,
    requestId: caller.requestId,
    ip: caller.ip,
    isPrefetch: false,
    timing: startTiming(),
  };
}
