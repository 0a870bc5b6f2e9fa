import "server-only";
import { once } from "@/lib/process";
import { log } from "./log";

const EVERY_MS = 60_000;
/** The caller's own going says nothing of the database. */
const NOT_TOLD = new Set(["CALLER_GONE"]);

type Told = { toldAt: number; untold: number };
const causes = once("causes", () => new Map<string, Told>());

export type Cause = {
  /** SQLSTATE, or the code of the driver or of Node. */
  code: string;
  /** In words that hold no values (see DatabaseError). */
  reason?: string | undefined;
};

/**
 * Logs what goes wrong again and again, such as why requests are answered with 503: the first of a code at once, then one line a
 * minute at most, with how many there were meanwhile.
 */
export function tellCause(what: string, { code, reason }: Cause, now = Date.now()): void {
  if (NOT_TOLD.has(code)) return;
  const key = `${what} ${code}`;
  const told = causes.get(key);
  if (told && now - told.toldAt < EVERY_MS) {
    told.untold++;
    return;
  }
  log.error({ code, reason, repeated: told?.untold ?? 0 }, what);
  causes.set(key, { toldAt: now, untold: 0 });
}
