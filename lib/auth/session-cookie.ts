import "server-only";
import { LRUCache } from "lru-cache";
import { decode } from "next-auth/jwt";
import { env } from "@/lib/env";
import { once } from "@/lib/process";
import { isUuid } from "@/lib/tenancy";

/** Names next-auth gives its cookie, behind TLS and without. */
const COOKIE_NAMES = ["__Secure-next-auth.session-token", "next-auth.session-token"];

// Decrypting a token costs more than the session check itself. Only its session id is kept; the row is read on every request.
const decoded = once(
  "decoded cookies",
  () => new LRUCache<string, string>({ max: 5_000, ttl: 10 * 60 * 1000 }),
);

/** The session id in the cookie next-auth set, or `null` when there is none or it is not ours. */
export async function readSessionId(cookieHeader: string | null): Promise<string | null> {
  const token = findCookie(cookieHeader ?? "");
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

/** next-auth splits a long token over `name.0`, `name.1`, … */
function findCookie(header: string): string | null {
  const cookies = new Map(
    header.split(";").map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
    }),
  );
  for (const name of COOKIE_NAMES) {
    const whole = cookies.get(name);
    if (whole) return whole;
    const first = cookies.get(`${name}.0`);
    if (first) return first + (cookies.get(`${name}.1`) ?? "") + (cookies.get(`${name}.2`) ?? "");
  }
  return null;
}
