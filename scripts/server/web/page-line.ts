import { requestsInFlight } from "@/lib/observability";

/**
 * Pages that are made at once. Each keeps the one thread for some 20 ms: with 200 of them under way everything else, also a probe,
 * waited ten seconds; with these it waits for a few.
 */
const AT_ONCE_MAX = 4;
/** Two to three seconds of work; the half of it for strangers. */
const WAITING_MAX = 120;

type Entry = { isStranger: boolean; begin: () => void };
export type PageLine = {
  /**
   * Calls `begin` at once or when the turn comes, and returns what must be called when the page is there or its client has gone;
   * `null` when too many wait.
   */
  enter: (entry: Entry) => (() => void) | null;
};

/** Where requests wait for a page to be made. Whoever names a session or a token comes before strangers. */
export function createPageLine(
  atOnceMax: number = AT_ONCE_MAX,
  waitingMax: number = WAITING_MAX,
  strangersMax: number = Math.ceil(waitingMax / 2),
): PageLine {
  const known = new Set<Entry>();
  const strangers = new Set<Entry>();
  let underWay = 0;
  const goOn = (): void => {
    while (underWay < atOnceMax) {
      const line = known.size > 0 ? known : strangers;
      const [next] = line;
      if (!next) return;
      line.delete(next);
      underWay += 1;
      next.begin();
    }
  };
  return {
    enter: (entry) => {
      const line = entry.isStranger ? strangers : known;
      const isFull = line.size >= (entry.isStranger ? strangersMax : waitingMax);
      if (underWay >= atOnceMax && isFull) return null;
      requestsInFlight.inc();
      line.add(entry);
      goOn();
      let isLeft = false;
      return () => {
        if (isLeft) return;
        isLeft = true;
        requestsInFlight.dec();
        if (line.delete(entry)) return;
        underWay -= 1;
        goOn();
      };
    },
  };
}
