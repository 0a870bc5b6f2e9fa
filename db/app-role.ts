import "server-only";
import { createHmac } from "node:crypto";

/** The role the application connects as; it owns nothing and row-level security applies to it. */
export const DEFAULT_APP_ROLE = "swiftchart_app";

/** The app role's password, derived from the owner's; `null` when the owner signs in without one. */
export function appRolePassword(ownerUrl: string, role: string = DEFAULT_APP_ROLE): string | null {
  const ownerPassword = decodeURIComponent(new URL(ownerUrl).password);
  // Without a secret to derive it from the password could be guessed; such servers trust the connection or refuse it.
  if (ownerPassword === "") return null;
  return createHmac("sha256", ownerPassword).update(`swiftchart:${role}`).digest("hex");
}

/**
 * The URL the application connects with: the owner's host and database, the app role's name and password. One that is the app
 * role's already stays as it is: the web server is given no other.
 */
export function appRoleUrl(ownerUrl: string, role: string = DEFAULT_APP_ROLE): string {
  const url = new URL(ownerUrl);
  if (decodeURIComponent(url.username) === role) return ownerUrl;
  url.username = encodeURIComponent(role);
  url.password = appRolePassword(ownerUrl, role) ?? "";
  return url.toString();
}
