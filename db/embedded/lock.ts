import "server-only";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { identityOf, isAlive } from "./process-identity";

const POLL_MS = 25;
const WAIT_MS_MAX = 120_000;
let count = 0;

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(() => null);
}

async function tryLock(path: string, mine: string): Promise<boolean> {
  try {
    // A link appears whole: nobody ever reads a lock without its owner.
    await link(mine, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function clearDeadLock(path: string, seen: string): Promise<void> {
  const aside = `${path}.${process.pid}.${count++}.dead`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  // Between reading and renaming somebody else may have cleared it and locked: give that lock back.
  if ((await readIfThere(aside)) !== seen) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

/**
 * Runs `fn` while no other process holds the lock file `path`; a lock whose owner is dead is cleared.
 * @throws Error when it is not free within two minutes
 */
export async function withLock<T>(path: string, fn: () => Promise<T>): Promise<T> {
  const mine = `${path}.${process.pid}.${count++}`;
  await writeFile(mine, identityOf(process.pid), { mode: 0o600 });
  try {
    const deadline = Date.now() + WAIT_MS_MAX;
    while (!(await tryLock(path, mine))) {
      const owner = await readIfThere(path);
      if (owner !== null && !isAlive(owner)) await clearDeadLock(path, owner);
      else await wait(POLL_MS);
      if (Date.now() > deadline)
        throw new Error(`${path} is held by process ${owner?.split(" ")[0]} for over two minutes.`);
    }
  } finally {
    await rm(mine, { force: true });
  }
  try {
    return await fn();
  } finally {
    await rm(path, { force: true });
  }
}
