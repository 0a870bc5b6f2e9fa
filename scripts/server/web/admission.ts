import { requestsInFlight } from "@/lib/observability";

/** Requests of the API that may be answered at once. With a pool of 16 connections and 3 ms a request the last waits about 40 ms. */
const IN_FLIGHT_MAX = 200;

// Probes must be answered whatever goes on.
const ALWAYS = new Set(["/health", "/ready", "/metrics"]);

/** `isStranger`: it claims no session and no token, or its route asks for none. */
type Coming = { path: string; isStranger: boolean };
export type Admission = {
  /** Lets a request in, returning what must be called once it is answered; `null` when too many are under way. */
  enter: (coming: Coming) => (() => void) | null;
};

const nothing = (): void => {};

/**
 * Counts what is in flight, so that a database that stands still is answered with 503 instead of a queue without end. Strangers have
 * half of the places at most: the others stay for those who work.
 */
export function createAdmission(
  inFlightMax: number = IN_FLIGHT_MAX,
  strangersMax: number = Math.ceil(inFlightMax / 2),
): Admission {
  let inFlight = 0;
  let strangers = 0;
  return {
    enter: ({ path, isStranger }) => {
      if (ALWAYS.has(path)) return nothing;
      if (inFlight >= inFlightMax || (isStranger && strangers >= strangersMax)) return null;
      inFlight += 1;
      requestsInFlight.inc();
      if (isStranger) strangers += 1;
      let isLeft = false;
      return () => {
        if (isLeft) return;
        isLeft = true;
        inFlight -= 1;
        requestsInFlight.dec();
        if (isStranger) strangers -= 1;
      };
    },
  };
}
