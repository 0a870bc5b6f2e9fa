const PARENT_POLL_MS = 500;

/**
 * Calls `fn` once when the process that started this one is gone: npm, when it is killed, cannot pass that on, and a process
 * with a channel to its parent sees that close.
 * @param {() => void} fn
 */
export function onOrphaned(fn) {
  process.on("disconnect", fn);
  process.channel?.unref();
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    fn();
  }, PARENT_POLL_MS);
  timer.unref();
}

/**
 * Aborts when somebody asks this process to stop. A terminal, npm and a process manager may each deliver a signal: all after
 * the first are ignored, so that none of them cuts the orderly stop short.
 * @returns {AbortController}
 */
export function listenForStop() {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => controller.abort());
  onOrphaned(() => controller.abort());
  return controller;
}

/**
 * Resolves when `signal` aborts, or at once when it has.
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export function untilAborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
