import { requestsInFlight } from "@/lib/observability";

/**
 * Pages that are made at once. Each keeps the one thread for some 20 ms: with 200 of them under way everything else, also a probe,
 * waited ten seconds; with these it waits for a few.
 */
const AT_ONCE_MAX = 4;
const WAITING_MAX = 120;
/** A page that is longer under way waits for the database, or for a client that does not read: the next may begin beside it. */
const UNDER_WAY_MS_MAX = 1_000;
const WAITING_MS_MAX = 3_000;

type Bounds = { atOnce: number; waiting: number; underWayMs: number; waitingMs: number };
const BOUNDS: Bounds = {
  atOnce: AT_ONCE_MAX,
  waiting: WAITING_MAX,
  underWayMs: UNDER_WAY_MS_MAX,
  waitingMs: WAITING_MS_MAX,
};

type Coming = {
  isStranger: boolean;
  /** Has the page made; `late` instead when its turn did not come in time. */
  begin: () => void;
  late: () => void;
};
type Entry = Coming & { state: "waits" | "underWay" | "left"; timer: NodeJS.Timeout | undefined };
export type PageLine = {
  /** Returns what must be called when the page is there or its client has gone; `null` when too many wait. */
  enter: (coming: Coming) => (() => void) | null;
};

/**
 * Where requests wait for a page to be made. Whoever names a session or a token comes before strangers, who have half of the places
 * at most.
 */
export function createPageLine(given: Partial<Bounds> = {}): PageLine {
  const bounds = { ...BOUNDS, ...given };
  const halfOf = (all: number, isStranger: boolean): number => (isStranger ? Math.ceil(all / 2) : all);
  const known = { waiting: new Set<Entry>(), underWay: 0 };
  const strangers = { waiting: new Set<Entry>(), underWay: 0 };
  const lineOf = ({ isStranger }: Coming) => (isStranger ? strangers : known);

  const leave = (entry: Entry): void => {
    if (entry.state === "left") return;
    clearTimeout(entry.timer);
    const line = lineOf(entry);
    if (entry.state === "waits") line.waiting.delete(entry);
    else line.underWay -= 1;
    entry.state = "left";
    requestsInFlight.dec();
    goOn();
  };
  const start = (entry: Entry): void => {
    clearTimeout(entry.timer);
    const line = lineOf(entry);
    line.waiting.delete(entry);
    line.underWay += 1;
    entry.state = "underWay";
    entry.timer = setTimeout(() => leave(entry), bounds.underWayMs).unref();
    entry.begin();
  };
  const next = (): Entry | undefined => {
    if (known.underWay + strangers.underWay >= bounds.atOnce) return undefined;
    const [first] = known.waiting;
    if (first || strangers.underWay >= halfOf(bounds.atOnce, true)) return first;
    const [stranger] = strangers.waiting;
    return stranger;
  };
  const goOn = (): void => {
    for (let entry = next(); entry; entry = next()) start(entry);
  };

  return {
    enter: (coming) => {
      const line = lineOf(coming);
      if (line.waiting.size >= halfOf(bounds.waiting, coming.isStranger)) return null;
      const entry: Entry = { ...coming, state: "waits", timer: undefined };
      const giveUp = (): void => {
        leave(entry);
        entry.late();
      };
      entry.timer = setTimeout(giveUp, bounds.waitingMs).unref();
      requestsInFlight.inc();
      line.waiting.add(entry);
      goOn();
      return () => leave(entry);
    },
  };
}
