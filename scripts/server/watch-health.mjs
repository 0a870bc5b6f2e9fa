import { setTimeout as wait } from "node:timers/promises";

const BEAT_MS = 5_000;
const MISSES_MAX = 3;

/**
 * Resolves once a server has failed to answer `missesMax` questions in a row, a beat apart; never resolves after `signal` has aborted.
 * `asks` says whether it answered, within a time of its own (5 s): a server that is only busy answers within that, and one that has
 * been silent for half a minute answers nobody.
 * @param {() => Promise<boolean>} asks
 * @param {AbortSignal} signal
 * @param {{ beatMs?: number, missesMax?: number }} [options]
 * @returns {Promise<void>}
 */
export async function untilSilent(asks, signal, { beatMs = BEAT_MS, missesMax = MISSES_MAX } = {}) {
  for (let misses = 0; misses < missesMax; ) {
    await wait(beatMs, null, { signal }).catch(() => {});
    if (!signal.aborted) misses = (await asks()) ? 0 : misses + 1;
    if (signal.aborted) return new Promise(() => {});
  }
}
