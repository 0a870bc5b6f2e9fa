/** Sends at a steady rate whatever the answers take, as people do; `count` of them are due by now. */
export type Pace = { due: (nowMs: number) => number; at: (index: number) => number };

/** `perSecond` a second from `startMs` on. Times are counted from when a request was due, so that a stall is not hidden. */
export function createPace(startMs: number, perSecond: number): Pace {
  return {
    due: (nowMs) => Math.max(0, Math.floor(((nowMs - startMs) * perSecond) / 1_000) + 1),
    at: (index) => startMs + (index * 1_000) / perSecond,
  };
}

type Load = {
  perSecond: number;
  seconds: number;
  /** Begins request `index`, which was due at `dueMs` by performance.now(). Never rejects. */
  send: (index: number, dueMs: number) => Promise<void>;
  /** Requests under way at most; those above are not sent. */
  inFlightMax: number;
  onSkipped: () => void;
};

const TICK_MS = 5;

/** Runs the load to its end and waits for the last answers. */
export async function runLoad({ perSecond, seconds, send, inFlightMax, onSkipped }: Load): Promise<void> {
  const total = Math.round(perSecond * seconds);
  const pace = createPace(performance.now(), perSecond);
  const running = new Set<Promise<void>>();
  await new Promise<void>((resolve) => {
    let next = 0;
    const timer = setInterval(() => {
      for (const due = Math.min(total, pace.due(performance.now())); next < due; next++) {
        if (running.size >= inFlightMax) {
          onSkipped();
          continue;
        }
        const sent: Promise<void> = send(next, pace.at(next)).finally(() => running.delete(sent));
        running.add(sent);
      }
      if (next < total) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
  await Promise.all(running);
}
