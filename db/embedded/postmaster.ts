import "server-only";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startOf } from "./process-identity";

export type Postmaster = { pid: number; port: number; isReady: boolean };

const POLL_MS = 10;

/** What postmaster.pid says (its lines: pid, data folder, start, port, …, status); `null` without such a file. */
export async function readPostmaster(data: string): Promise<(Postmaster & { data: string }) | null> {
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => null);
  if (text === null) return null;
  const lines = text.split("\n").map((line) => line.trim());
  return {
    pid: Number(lines[0]),
    data: lines[1] ?? "",
    port: Number(lines[3]) || 0,
    isReady: lines[7] === "ready",
  };
}

/** Whether `pid` runs and is a PostgreSQL server of `data`; "unknown" where the system does not show commands. */
export async function isPostmasterOf(pid: number, data: string): Promise<boolean | "unknown"> {
  if (!Number.isInteger(pid) || pid <= 0 || startOf(pid) === null) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => null);
  if (command === null) return "unknown";
  const words = command.split("\0");
  return (words[0] ?? "").endsWith("postgres") && words.includes(data);
}

/**
 * Waits until the server of `data` takes connections.
 * @throws Error when it ends before or takes longer than `msMax`
 */
export async function awaitReady(data: string, pid: () => number | null, msMax: number): Promise<Postmaster> {
  const deadline = Date.now() + msMax;
  for (;;) {
    const found = await readPostmaster(data);
    const current = pid();
    if (found?.isReady && found.pid === current) return found;
    if (current === null || startOf(current) === null)
      throw new Error("PostgreSQL ended while it was starting.");
    if (Date.now() > deadline) throw new Error(`PostgreSQL was not ready within ${msMax / 1000} s.`);
    await wait(POLL_MS);
  }
}

/** Fast shutdown: open transactions are rolled back, data is written, and the process is gone when this resolves. */
async function stopPostmaster(pid: number, msMax = 60_000): Promise<void> {
  const start = startOf(pid);
  if (start === null) return;
  process.kill(pid, "SIGINT");
  const deadline = Date.now() + msMax;
  while (startOf(pid) === start) {
    if (Date.now() > deadline)
      throw new Error(`PostgreSQL (pid ${pid}) did not stop within ${msMax / 1000} s.`);
    await wait(POLL_MS);
  }
}

/** Stops the server of `data` if one runs. */
export async function stopServer(data: string): Promise<void> {
  const found = await readPostmaster(data);
  if (found && found.data === data && (await isPostmasterOf(found.pid, data)))
    await stopPostmaster(found.pid);
}
