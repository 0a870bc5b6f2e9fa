import "server-only";
import { env } from "@/lib/env";

/** Whether browsers reach this site by https, as AUTH_URL says: it decides the names of our cookies, not a header. */
export function isBehindTls(): boolean {
  return env().AUTH_URL?.startsWith("https://") ?? false;
}

/** `__Secure-name` behind TLS, the plain name otherwise; nothing ever reads both. */
export function cookieName(name: string): string {
  return isBehindTls() ? `__Secure-${name}` : name;
}

/** The cookies of a request by name; of two with one name the first, as browsers send the more exact one first. */
export function readCookies(header: string | null): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    if (at > 0 && name && !cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
  }
  return cookies;
}

type Attributes = { maxAgeSeconds: number; path?: string; sameSite: "Lax" | "Strict"; httpOnly?: boolean };

/** A `Set-Cookie` line. `value` is of characters that need no escape. */
export function setCookie(name: string, value: string, attributes: Attributes): string {
  const { maxAgeSeconds, path = "/", sameSite, httpOnly = true } = attributes;
  const flags = `${httpOnly ? "; HttpOnly" : ""}${isBehindTls() ? "; Secure" : ""}`;
  return `${name}=${value}; Path=${path}; Max-Age=${maxAgeSeconds}; SameSite=${sameSite}${flags}`;
}
