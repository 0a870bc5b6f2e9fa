import "server-only";
import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Account, spawnOptions } from "./account";
import type { Binaries } from "./binaries";
import { startOf } from "./start-of.mjs";

export type Postmaster = { pid: number; port: number };

/** Who runs the programs of PostgreSQL, and where they are. */
export type Programs = { binaries: Binaries; account: Account | null };

// Recovery after a power cut replays up to max_wal_size.
export const START_MS_MAX = 120_000;
const POLL_MS = 10;

/** What postmaster.pid says (its lines: pid, data folder, start, port, …, status); `null` without such a file. */
async function readPidFile(
  data: string,
): Promise<(Postmaster & { folder: string; isReady: boolean }) | null> {
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => null);
  if (text === null) return null;
  const lines = text.split("\n").map((line) => line.trim());
  return {
    pid: Number(lines[0]),
    folder: lines[1] ?? "",
    port: Number(lines[3]) || 0,
    isReady: lines[7] === "ready",
  };
}

/** Whether `pid` runs and is a PostgreSQL server of `data`. Where the system shows no commands, a live pid counts. */
async function isPostmasterOf(pid: number, data: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0 || startOf(pid) === null) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => null);
  if (command === null) return true;
  const words = command.split("\0");
  return (words[0] ?? "").endsWith("postgres") && words.includes(data);
}

/** The server that runs in `data`, ready or starting; `null` after the pid file of a dead one was cleared. */
export async function findRunning(data: string, log: (line: string) => void): Promise<Postmaster | null> {
  const deadline = Date.now() + START_MS_MAX;
  for (;;) {
    const found = await readPidFile(data);
    if (!found) return null;
    // A copied DATA_DIR carries the pid file of the original's server, which names the original's folder.
    if (found.folder !== data || !(await isPostmasterOf(found.pid, data))) {
      await rm(join(data, "postmaster.pid"), { force: true });
      log(`cleared a stale postmaster.pid: process ${found.pid} is not the PostgreSQL of ${data}`);
      return null;
    }
    if (found.isReady) return found;
    if (Date.now() > deadline) throw new Error(`PostgreSQL was not ready within ${START_MS_MAX / 1000} s.`);
    await wait(POLL_MS);
  }
}

/** Runs `pg_ctl` on `data`; what it and a server it starts have to say goes to the open file `log`. Returns its exit code. */
export async function runPgCtl(
  { binaries, account }: Programs,
  args: string[],
  log: number | "ignore" = "ignore",
): Promise<number | null> {
  const child = spawn(join(binaries.bin, "pg_ctl"), [...args, "--silent", "--wait"], {
    ...spawnOptions(account),
    stdio: ["ignore", log, log],
  });
  return new Promise((resolve, reject) => child.on("error", reject).on("exit", resolve));
}

/** Fast shutdown of the server of `data` if one runs: open transactions are rolled back, and its process is gone after it. */
export async function stopServer(programs: Programs, data: string): Promise<void> {
  const found = await readPidFile(data);
  if (found?.folder !== data || !(await isPostmasterOf(found.pid, data))) return;
  const start = startOf(found.pid);
  const code = await runPgCtl(programs, ["stop", `--pgdata=${data}`, "--mode=fast", "--timeout=60"]);
  if (code !== 0) throw new Error(`PostgreSQL (pid ${found.pid}) did not stop within 60 s.`);
  // pg_ctl waits for the pid file to go, which is the last but one thing a server does.
  while (start !== null && startOf(found.pid) === start) await wait(POLL_MS);
}
