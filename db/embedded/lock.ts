import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import lockfile from "proper-lockfile";

// A holder renews its lock every second; one that did not for five is dead.
const STALE_MS = 5_000;
const POLL_MS = 25;
const WAIT_MS_MAX = 120_000;

// The library's own retries repeat every error, a read-only file system too, for as long as they last.
async function take(path: string, waitMsMax: number): Promise<() => Promise<void>> {
  const deadline = Date.now() + waitMsMax;
  for (;;) {
    try {
      return await lockfile.lock(path, {
        lockfilePath: path,
        realpath: false,
        stale: STALE_MS,
        update: STALE_MS / 5,
        // A process that was suspended for longer has lost it; what is done under a lock is safe to be done twice.
        onCompromised: () => {},
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
      if (Date.now() > deadline)
        throw new Error(`${path} is held by another process for over ${waitMsMax / 60_000} minutes.`);
    }
    await wait(POLL_MS);
  }
}

/**
 * Runs `fn` while no other process holds the lock `path`; a lock whose owner died is taken over within five seconds.
 * @throws Error when it is not free within `waitMsMax` (two minutes), at once when it cannot be made at all
 */
export async function withLock<T>(
  path: string,
  fn: () => Promise<T>,
  { waitMsMax = WAIT_MS_MAX }: { waitMsMax?: number } = {},
): Promise<T> {
  const release = await take(path, waitMsMax);
  try {
    return await fn();
  } finally {
    await release().catch(() => {});
  }
}
