import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { appRoleUrl } from "@/db/app-role";
import { findFreePort, startEmbedded } from "@/db/embedded";

export type SecondServer = {
  url: string;
  /** The owner's URL of the database that both servers use. */
  databaseUrl: string;
  child: ChildProcess;
  stop: () => Promise<void>;
};

/** A second web server on the database of the one under test, with the same secret. */
export async function startSecondServer(
  args: readonly string[] = [],
  over: Record<string, string> = {},
): Promise<SecondServer> {
  const dataDir = process.env.E2E_DATA_DIR ?? "";
  const database = await startEmbedded({ dataDir, log: () => {} });
  const port = await findFreePort(0);
  const url = `http://localhost:${port}`;
  const secret = readFileSync(join(dataDir, "auth-secret"), "utf8").trim();
  const child = spawn(process.execPath, [join("scripts", "server", "http-server.mjs"), ...args], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      PORT: String(port),
      HOST: "127.0.0.1",
      DATABASE_URL: appRoleUrl(database.url),
      DATA_DIR: dataDir,
      AUTH_SECRET: secret,
      NEXTAUTH_SECRET: secret,
      NEXTAUTH_URL: url,
      REDIS_URL: process.env.E2E_REDIS_URL,
      LOG_LEVEL: "warn",
      ...over,
    },
    stdio: "ignore",
  });
  const health = () =>
    fetch(`${url}/health`).then(
      (response) => response.status,
      () => 0,
    );
  await expect.poll(health, { timeout: 20_000 }).toBe(200);
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await database.release();
  };
  return { url, databaseUrl: database.url, child, stop };
}
