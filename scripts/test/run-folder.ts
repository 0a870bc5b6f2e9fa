import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { removeEmbedded } from "@/db/embedded";

const RUNS = join(process.cwd(), ".cache", "test");

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** This run's own folder for reports and data: two runs in one clone do not meet. */
export function runFolder(...parts: string[]): string {
  return join(RUNS, String(process.pid), ...parts);
}

/** Makes this run's folder and clears those of runs that ended, with the servers that killed ones left behind. */
export async function openRunFolder(): Promise<void> {
  mkdirSync(RUNS, { recursive: true });
  for (const entry of readdirSync(RUNS, { withFileTypes: true })) {
    const { name } = entry;
    if (!entry.isDirectory() || isAlive(Number(name))) continue;
    await removeEmbedded(join(RUNS, name, "data"));
    rmSync(join(RUNS, name), { recursive: true, force: true });
  }
  mkdirSync(runFolder(), { recursive: true });
}
