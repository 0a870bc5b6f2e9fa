import "server-only";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { identityOf, isAlive } from "./process-identity";

let count = 0;

/** Notes that process `pid` uses the server of `dataDir`; returns the note's path. Call under the lock. */
export async function noteUser(dataDir: string, pid: number): Promise<string> {
  const folder = join(dataDir, "users");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${pid}-${process.pid}-${count++}`);
  // The folder is named too: a copy of DATA_DIR carries the notes of the original's users.
  await writeFile(path, `${identityOf(pid)}\n${dataDir}`);
  return path;
}

/** Clears the notes of process `pid`. Call under the lock. */
export async function forgetUser(dataDir: string, pid: number): Promise<void> {
  const folder = join(dataDir, "users");
  for (const name of await readdir(folder).catch(() => []))
    if (name.startsWith(`${pid}-`)) await rm(join(folder, name), { force: true });
}

/** How many live users the server has; notes of dead processes are cleared. Call under the lock. */
export async function countUsers(dataDir: string): Promise<number> {
  const folder = join(dataDir, "users");
  const names = await readdir(folder).catch(() => []);
  let live = 0;
  for (const name of names) {
    const path = join(folder, name);
    const [identity = "", used] = (await readFile(path, "utf8").catch(() => "")).split("\n");
    if (used === dataDir && isAlive(identity)) live++;
    else await rm(path, { force: true });
  }
  return live;
}
