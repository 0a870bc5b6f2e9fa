import "server-only";
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { chown, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Account } from "./account";
import type { Binaries } from "./binaries";
import { spawnOptions } from "./create-cluster";
import { awaitReady, isPostmasterOf, type Postmaster, readPostmaster } from "./postmaster";
import { toConfiguration } from "./settings";

const LOG_BYTES_MAX = 10 * 1024 * 1024;
// Recovery after a power cut replays up to max_wal_size.
const START_MS_MAX = 120_000;
// Workers of a killed server notice its end a moment later; until then PostgreSQL rightly refuses to start beside them.
const ORPHANS_LEFT = /pre-existing shared memory block/;
const ORPHANS_MS_MAX = 15_000;
const ORPHANS_POLL_MS = 100;

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

type Server = { data: string; settings: Record<string, string>; logPath: string };

function spawnPostmaster(
  binaries: Binaries,
  account: Account | null,
  { data, logPath }: Server,
): ChildProcess {
  const log = openLog(logPath);
  const child = spawn(join(binaries.bin, "postgres"), ["-D", data], {
    ...spawnOptions(account),
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.on("error", () => {});
  child.unref();
  closeSync(log);
  return child;
}

/**
 * Starts the server of `data` in a session of its own, so that a terminal's Ctrl-C does not reach it.
 * @throws Error in one line with the server's own reason when it does not come up
 */
export async function launch(
  binaries: Binaries,
  account: Account | null,
  server: Server,
): Promise<Postmaster> {
  const { data, settings, logPath } = server;
  await assertVersion(data, binaries);
  const configuration = join(data, "swiftchart.conf");
  await writeFile(configuration, toConfiguration(settings), { mode: 0o600 });
  if (account) await chown(configuration, account.uid, account.gid);
  const deadline = Date.now() + ORPHANS_MS_MAX;
  for (;;) {
    const logStart = existsSync(logPath) ? statSync(logPath).size : 0;
    const child = spawnPostmaster(binaries, account, server);
    try {
      return await awaitReady(
        data,
        () => (child.exitCode === null ? (child.pid ?? null) : null),
        START_MS_MAX,
      );
    } catch (error) {
      const reason = lastComplaint(logPath, logStart);
      if (!ORPHANS_LEFT.test(reason) || Date.now() > deadline) {
        const what = error instanceof Error ? error.message : String(error);
        throw new Error(`${what}${reason ? ` It said: ${reason}` : ""} (log: ${logPath})`);
      }
      await wait(ORPHANS_POLL_MS);
    }
  }
}
