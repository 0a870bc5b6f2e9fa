import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import { ensureDatabase } from "./ensure-database";
import { findRunning } from "./launch";
import type { Postmaster } from "./postmaster";
import { startOf } from "./process-identity";

const ENDING_MS_MAX = 10_000;
const POLL_MS = 50;

/** Whether the process is gone within the time that a killed or stopping server takes to end. */
async function endsSoon(pid: number): Promise<boolean> {
  const start = startOf(pid);
  const deadline = Date.now() + ENDING_MS_MAX;
  while (start !== null && startOf(pid) === start) {
    if (Date.now() > deadline) return false;
    await wait(POLL_MS);
  }
  return true;
}

/**
 * The server that runs in `data`, when it answers with our password; `null` when there is none or it is just ending.
 * @throws Error in one line when it runs and refuses us
 */
export async function joinRunning(
  data: string,
  toUrl: (port: number) => string,
  log: (line: string) => void,
): Promise<Postmaster | null> {
  const running = await findRunning(data, log);
  if (!running) return null;
  try {
    await ensureDatabase(toUrl(running.port));
    return running;
  } catch (error) {
    if (!(await endsSoon(running.pid))) throw error;
    return joinRunning(data, toUrl, log);
  }
}
