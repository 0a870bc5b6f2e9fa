import { appRoleUrl } from "@/db/app-role";
import { env } from "@/lib/env";
import type { OpenDatabase } from "../with-database";
import { clientHost } from "./web-server.mjs";

/** The address people open. */
export function publicAddress(): string {
  const { AUTH_URL, HOST, PORT } = env();
  const host = clientHost(HOST);
  return AUTH_URL ?? `http://${host === "127.0.0.1" ? "localhost" : host}:${PORT}`;
}

/** Where the database is, as the application's role: the web server never has the owner's URL. `socket` of the embedded server. */
export function databaseAddress(ownerUrl: string, socket: string | null): Record<string, string> {
  const { DATABASE_READ_URL, DATABASE_APP_ROLE } = env();
  return {
    DATABASE_URL: appRoleUrl(ownerUrl, DATABASE_APP_ROLE),
    ...(socket ? { DATABASE_SOCKET: socket } : {}),
    ...(DATABASE_READ_URL ? { DATABASE_READ_URL: appRoleUrl(DATABASE_READ_URL, DATABASE_APP_ROLE) } : {}),
  };
}

/** What the web server's environment has on top of what this process was given. */
export function webEnvironment(
  { ownerUrl, embedded }: Pick<OpenDatabase, "ownerUrl" | "embedded">,
  secret: string,
): Record<string, string> {
  const { PORT, HOST, DATA_DIR } = env();
  return {
    PORT: String(PORT),
    HOST,
    DATA_DIR,
    ...databaseAddress(ownerUrl, embedded?.socket ?? null),
    AUTH_SECRET: secret,
    NEXTAUTH_SECRET: secret,
    NEXTAUTH_URL: publicAddress(),
  };
}
