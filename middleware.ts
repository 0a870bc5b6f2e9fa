import { type NextRequest, NextResponse } from "next/server";

/**
 * Security headers of pages. The nonce is new for every answer, so only the scripts of that answer run.
 * It decides nothing about who may see what: every page and route does that itself.
 */
export function middleware(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const isDevelopment = process.env.NODE_ENV === "development";
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  // Where to go after signing in; a page does not know its own address.
  const { pathname, searchParams } = request.nextUrl;
  searchParams.delete("_rsc");
  headers.set("x-swiftchart-path", `${pathname}${searchParams.size > 0 ? `?${searchParams}` : ""}`);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

export const config = {
  // Paths with a dot too: what is no file is answered with a page that says so. All else has the policy of the web server.
  matcher: [{ source: "/((?!api/|fhir/|v1/|_next/|serwist/|health$|ready$|metrics$).*)" }],
};
