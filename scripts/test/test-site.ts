import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findFreePort, removeEmbedded } from "@/db/embedded";
import { startRedis } from "@/tests/harness/redis-server";
import { stageEnv } from "./run-child";
import { runFolder } from "./run-folder";

export type TestSite = {
  url: string;
  password: string;
  dataDir: string;
  redisUrl: string;
  stop: () => Promise<void>;
};

const READY_MS_MAX = 180_000;
const POLL_MS = 100;

async function awaitAnswer(url: string, child: ChildProcess, logPath: string): Promise<void> {
  const deadline = Date.now() + READY_MS_MAX;
  for (;;) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) return;
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(
        `The product did not start for the tests:\n${readFileSync(logPath, "utf8").slice(-4000)}`,
      );
    }
    await wait(POLL_MS);
  }
}

/** The product as `npm start` runs it, built, on a free port, with data of its own and a real Redis. */
export async function startTestSite(): Promise<TestSite> {
  const dataDir = runFolder("data");
  const redis = await startRedis();
  const port = await findFreePort(0);
  const password = "end to end password";
  const logPath = runFolder("server.log");
  const log = openSync(logPath, "w");
  const child = spawn(process.execPath, [join("scripts", "bootstrap.mjs"), "start"], {
    env: stageEnv({
      PORT: String(port),
      DATA_DIR: dataDir,
      DEMO_PASSWORD: password,
      REDIS_URL: redis.url,
      LOG_LEVEL: "warn",
      SWIFTCHART_KEEP_BUILD: "1",
    }),
    // The channel stops the site when this process is killed.
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => child.once("close", resolve));
    if (child.exitCode === null && child.kill("SIGTERM")) await closed;
    await redis.stop();
    await removeEmbedded(dataDir);
  };
  try {
    await awaitAnswer(`http://localhost:${port}`, child, logPath);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://localhost:${port}`, password, dataDir, redisUrl: redis.url, stop };
}
