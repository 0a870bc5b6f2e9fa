import { appRoleUrl } from "@/db/app-role";
import { env } from "@/lib/env";
import { clientHost } from "./web-server.mjs";

/** The address people open. */
export function publicAddress(): string {
  const { AUTH_URL, HOST, PORT } = env();
  const host = clientHost(HOST);
  return AUTH_URL ?? `http://${host === "127.0.0.1" ? "localhost" : host}:${PORT}`;
}

/** The database's URLs as the application's role: the web server never has the owner's. */
export function databaseUrls(ownerUrl: string): Record<string, string> {
  const { DATABASE_READ_URL, DATABASE_APP_ROLE } = env();
  return {
    DATABASE_URL: appRoleUrl(ownerUrl, DATABASE_APP_ROLE),
    ...(DATABASE_READ_URL ? { DATABASE_READ_URL: appRoleUrl(DATABASE_READ_URL, DATABASE_APP_ROLE) } : {}),
  };
}

/** What the web server's environment has on top of what this process was given. */
export function webEnvironment(ownerUrl: string, secret: string): Record<string, string> {
  const { PORT, HOST, DATA_DIR } = env();
  return {
    PORT: String(PORT),
    HOST,
    DATA_DIR,
    ...databaseUrls(ownerUrl),
    AUTH_SECRET: secret,
    NEXTAUTH_SECRET: secret,
    NEXTAUTH_URL: publicAddress(),
  };
}
