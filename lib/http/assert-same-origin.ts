import "server-only";
import { apiTokenOf } from "@/lib/auth";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

type Check = {
  /** Whether the route takes its caller from an API token when there is one; sign-in and sign-out take the cookie always. */
  takesApiToken: boolean;
};

/**
 * Refuses a write that another site's page sent with our cookie. Requests whose identity is an API token, and programs that
 * send neither Origin nor Sec-Fetch-Site, carry no ambient authority of a browser and pass.
 * @throws AppError("cross_origin")
 */
export function assertSameOrigin(request: Request, { takesApiToken }: Check): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  if (takesApiToken && apiTokenOf(request.headers)) return;
  const site = request.headers.get("sec-fetch-site");
  if (site && site !== "same-origin" && site !== "none") throw refused();
  const origin = request.headers.get("origin");
  if (origin && !allowedOrigins(request).has(origin)) throw refused();
}

function allowedOrigins(request: Request): Set<string> {
  const { AUTH_URL } = env();
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host") ?? "";
  const own = [`http://${host}`, `https://${host}`];
  return new Set(AUTH_URL ? [...own, new URL(AUTH_URL).origin] : own);
}

function refused(): AppError {
  return new AppError("cross_origin", "Changes are accepted from this site's own pages only.");
}
