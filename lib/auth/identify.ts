import "server-only";
import type { directoryVersion } from "@/db/schema/clinic";
import type { RowOf } from "@/db/schema/columns";
import type { appUser } from "@/db/schema/people";
import { AppError } from "@/lib/errors";
import {
  type Ctx,
  permissionsOf,
  type SessionId,
  startTiming,
  type TenantRow,
  toTenant,
  type UserId,
  writePool,
} from "@/lib/tenancy";
import type { Caller } from "./caller";
import { hashSecret } from "./one-time-secret";
import { isMarkedLocked, readSessionId } from "./session-cookie";
import { touchSession } from "./touch-session";

type IdentityRow = Omit<TenantRow, "name"> &
  Pick<RowOf<typeof appUser>, "email" | "name" | "role"> & {
    userId: UserId;
    tenantName: TenantRow["name"];
    directoryVersion: RowOf<typeof directoryVersion>["version"];
  };
type SessionRow = IdentityRow & { isLocked: boolean; idleSeconds: number };

type Options = { allowLocked?: boolean };

/** The API token of a request, from which its identity is taken then; `null` when it has none. */
export function apiTokenOf(headers: Headers): string | null {
  return /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}

/**
 * Who sends this request: a bearer token, else the session cookie. The row behind it is read every time, so a revoked
 * session or token ends with the next request.
 * @throws AppError("not_signed_in") without a valid one
 * @throws AppError("session_locked") after 15 minutes without activity or a lock by hand, until the password is given again
 */
export async function identify(headers: Headers, caller: Caller, options: Options = {}): Promise<Ctx> {
  const apiToken = apiTokenOf(headers);
  if (apiToken) return identifyToken(apiToken, caller);
  const sessionId = await readSessionId(headers.get("cookie"));
  if (!sessionId) throw notSignedIn();
  const [row] = await writePool()<SessionRow[]>`
    SELECT tenant_id AS "tenantId", user_id AS "userId", email, name, role, slug, tenant_name AS "tenantName", locale,
           time_zone AS "timeZone", currency, date_order AS "dateOrder", is_locked AS "isLocked", idle_seconds AS "idleSeconds", directory_version AS "directoryVersion"
    FROM auth_session(${sessionId})`;
  if (!row) throw notSignedIn();
  const isLocked = row.isLocked || isMarkedLocked(headers.get("cookie"));
  if (isLocked && !options.allowLocked) {
    throw new AppError("session_locked", "This session is locked. Enter your password to go on.");
  }
  if (!isLocked && !caller.isBackground) touchSession(row.tenantId, sessionId, row.idleSeconds);
  return toContext(row, sessionId as SessionId, caller);
}

function notSignedIn(): AppError {
  return new AppError("not_signed_in", "Sign in to go on.");
}

async function identifyToken(token: string, caller: Caller): Promise<Ctx> {
  const [row] = await writePool()<(IdentityRow & { tokenId: string })[]>`
    SELECT tenant_id AS "tenantId", user_id AS "userId", token_id AS "tokenId", email, name, role, slug, tenant_name AS "tenantName", locale,
           time_zone AS "timeZone", currency, date_order AS "dateOrder", directory_version AS "directoryVersion"
    FROM auth_token(${hashSecret(token)})`;
  if (!row) throw notSignedIn();
  return { ...toContext(row, null, caller), apiTokenId: row.tokenId };
}

function toContext(row: IdentityRow, sessionId: SessionId | null, caller: Caller): Ctx {
  return {
    tenant: toTenant({ ...row, name: row.tenantName }),
    actor: { kind: "user", id: row.userId, name: row.name, email: row.email, role: row.role },
    sessionId,
    permissions: permissionsOf(row.role),
    directoryVersion: row.directoryVersion,
    requestId: caller.requestId,
    ip: caller.ip,
    isPrefetch: caller.isPrefetch ?? false,
    timing: startTiming(),
  };
}
