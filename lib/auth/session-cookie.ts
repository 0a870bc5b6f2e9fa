import "server-only";
import { LRUCache } from "lru-cache";
import { decode } from "next-auth/jwt";
import { env } from "@/lib/env";
import { once } from "@/lib/process";
import { isUuid } from "@/lib/tenancy";
import { cookieName, readCookies, setCookie } from "./cookies";

// Decrypting a token costs more than the session check itself. Only its session id is kept; the row is read on every request.
const decoded = once(
  "decoded cookies",
  () => new LRUCache<string, string>({ max: 5_000, ttl: 10 * 60 * 1000 }),
);

/** The name of the cookie that next-auth keeps its token in. */
export function sessionCookieName(): string {
  return cookieName("next-auth.session-token");
}

/**
 * Whether a request names a session or a token. A claim and no proof: nothing is looked up, so it decides no more than who
 * waits where.
 */
export function claimsIdentity(headers: {
  authorization?: string | undefined;
  cookie?: string | undefined;
}): boolean {
  return (
    headers.authorization !== undefined || (headers.cookie?.includes(`${sessionCookieName()}=`) ?? false)
  );
}

/** The session id in the cookie next-auth set, or `null` when there is none or it is not ours. */
export async function readSessionId(cookieHeader: string | null): Promise<string | null> {
  const token = readCookies(cookieHeader).get(sessionCookieName());
  if (!token) return null;
  const known = decoded.get(token);
  if (known) return known;
  try {
    const claims = await decode({ token, secret: env().AUTH_SECRET ?? "" });
    const sessionId = claims?.sid;
    if (typeof sessionId !== "string" || !isUuid(sessionId)) return null;
    decoded.set(token, sessionId);
    return sessionId;
  } catch {
    return null;
  }
}

/** The `Set-Cookie` lines after which the browser has neither a session nor a lock of one. */
export function forgetSession(): string[] {
  return [setCookie(sessionCookieName(), "", { maxAgeSeconds: 0, sameSite: "Lax" }), unmarkLocked()];
}

// Set by the page before it asks for the lock (components/session/lock-mark.ts) and taken back when the lock is confirmed.
// Without `__Secure-`: it grants nothing, it only takes.
const LOCK_MARK = "swiftchart.lock";

/** Whether the browser locked itself and has not heard yet that the server knows. */
export function isMarkedLocked(cookieHeader: string | null): boolean {
  return Boolean(readCookies(cookieHeader).get(LOCK_MARK));
}

/** The `Set-Cookie` line that takes the browser's mark away. */
export function unmarkLocked(): string {
  return setCookie(LOCK_MARK, "", { maxAgeSeconds: 0, sameSite: "Strict", httpOnly: false });
}
