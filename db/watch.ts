import "server-only";

export type WatchEnd = "DEADLINE" | "CALLER_GONE";
type Watched = {
  /** By performance.now(). */
  endsAt: number;
  signal?: AbortSignal | undefined;
  /** A caller who goes away is heard after this time of work at the earliest; 0 when left out. */
  patienceMs?: number;
};

/** Calls `onEnd` once, when the time is over or the caller gone; the returned function stops that. */
export function watch(
  { endsAt, signal, patienceMs = 0 }: Watched,
  onEnd: (why: WatchEnd) => void,
): () => void {
  const startedAt = performance.now();
  let timer = setTimeout(() => end("DEADLINE"), Math.max(0, endsAt - startedAt));
  const onAbort = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => end("CALLER_GONE"), Math.max(0, startedAt + patienceMs - performance.now()));
  };
  const stop = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  };
  const end = (why: WatchEnd): void => {
    stop();
    onEnd(why);
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  return stop;
}
