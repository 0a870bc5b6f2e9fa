import "server-only";
import lockfile from "proper-lockfile";

// A holder renews its lock every second; one that did not for five is dead.
const STALE_MS = 5_000;
const POLL_MS = 25;
const WAIT_MS_MAX = 120_000;

/**
 * Runs `fn` while no other process holds the lock `path`; a lock whose owner died is taken over within five seconds.
 * @throws Error when it is not free within two minutes
 */
export async function withLock<T>(path: string, fn: () => Promise<T>): Promise<T> {
  const release = await lockfile
    .lock(path, {
      lockfilePath: path,
      realpath: false,
      stale: STALE_MS,
      update: STALE_MS / 5,
      retries: { retries: WAIT_MS_MAX / POLL_MS, minTimeout: POLL_MS, maxTimeout: POLL_MS },
      // A process that was suspended for longer has lost it; what is done under a lock is safe to be done twice.
      onCompromised: () => {},
    })
    .catch((error: NodeJS.ErrnoException) => {
      throw error.code === "ELOCKED"
        ? new Error(`${path} is held by another process for over two minutes.`)
        : error;
    });
  try {
    return await fn();
  } finally {
    await release().catch(() => {});
  }
}
