import type { ServerResponse } from "node:http";

const HEADERS = Object.entries({
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  // Of answers that no page's own policy (middleware.ts) replaces: files, the API, and Next's own error pages.
  "Content-Security-Policy":
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
});

/** What every answer says to a browser; over TLS also that it must never be asked without. */
export function setSecurityHeaders(response: ServerResponse, isTls: boolean): void {
  for (const [name, value] of HEADERS) response.setHeader(name, value);
  if (isTls) response.setHeader("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
}
