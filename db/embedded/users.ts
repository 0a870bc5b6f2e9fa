import "server-only";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { identityOf, isAlive } from "./process-identity";

let count = 0;

/** Notes that this process uses the server of `dataDir`; returns the note's path. Call under the lock. */
export async function noteUser(dataDir: string): Promise<string> {
  const folder = join(dataDir, "users");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${process.pid}-${count++}`);
  // The folder is named too: a copy of DATA_DIR carries the notes of the original's users.
  await writeFile(path, `${identityOf(process.pid)}\n${dataDir}`);
  return path;
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
