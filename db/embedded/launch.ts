import "server-only";
import { spawn } from "node:child_process";
import { chown, close, existsSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Account } from "./account";
import type { Binaries } from "./binaries";
import { spawnOptions } from "./create-cluster";
import { awaitReady, isPostmasterOf, type Postmaster, readPostmaster } from "./postmaster";
import { toConfiguration } from "./settings";

const LOG_BYTES_MAX = 10 * 1024 * 1024;
// Recovery after a power cut replays up to max_wal_size.
const START_MS_MAX = 120_000;

/** The server an earlier command left running in `data`, or `null` after a file of a dead one was cleared. */
export async function findRunning(data: string, log: (line: string) => void): Promise<Postmaster | null> {
  const found = await readPostmaster(data);
  if (!found) return null;
  // A copied DATA_DIR carries the pid file of the original's server, which names the original's folder.
  const runs = found.data === data ? await isPostmasterOf(found.pid, data) : false;
  if (runs) return found.isReady ? found : awaitReady(data, () => found.pid, START_MS_MAX);
  await rm(join(data, "postmaster.pid"), { force: true });
  log(`cleared a stale postmaster.pid: process ${found.pid} is not the PostgreSQL of ${data}`);
  return null;
}

function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > LOG_BYTES_MAX) truncateSync(path);
  return openSync(path, "a", 0o600);
}

function lastComplaint(path: string, from: number): string {
  const lines = readFileSync(path).subarray(from).toString("utf8").trim().split("\n");
  return (lines.findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? lines.at(-1) ?? "").replace(
    /^.*?(FATAL|PANIC|ERROR):\s*/,
    "",
  );
}

async function assertVersion(data: string, binaries: Binaries): Promise<void> {
  const dataVersion = (await readFile(join(data, "PG_VERSION"), "utf8")).trim();
  const major = binaries.version.split(".")[0];
  if (dataVersion !== major) {
    throw new Error(
      `The database in ${data} was made by PostgreSQL ${dataVersion}; this release brings PostgreSQL ${major}.`,
    );
  }
}

/** Starts the server of `data` in a session of its own, so that a terminal's Ctrl-C does not reach it. */
export async function launch(
  binaries: Binaries,
  account: Account | null,
  server: { data: string; settings: Record<string, string>; logPath: string },
): Promise<Postmaster> {
  const { data, settings, logPath } = server;
  await assertVersion(data, binaries);
  const configuration = join(data, "swiftchart.conf");
  await writeFile(configuration, toConfiguration(settings), { mode: 0o600 });
  if (account) await promisify(chown)(configuration, account.uid, account.gid);
  const log = openLog(logPath);
  const logStart = statSync(logPath).size;
  const child = spawn(join(binaries.bin, "postgres"), ["-D", data], {
    ...spawnOptions(account),
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.on("error", () => {});
  child.unref();
  close(log);
  try {
    return await awaitReady(data, () => (child.exitCode === null ? (child.pid ?? null) : null), START_MS_MAX);
  } catch (error) {
    const reason = lastComplaint(logPath, logStart);
    throw new Error(
      `${error instanceof Error ? error.message : error}${reason ? ` It said: ${reason}` : ""} (log: ${logPath})`,
    );
  }
}
