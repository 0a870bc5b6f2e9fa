import { requestsInFlight } from "@/lib/observability";

/** Requests that may be answered at once. With a pool of 16 connections and 3 ms a request the last waits about 40 ms. */
const IN_FLIGHT_MAX = 200;

// Probes must be answered whatever goes on, and files cost nothing.
const ALWAYS = /^\/(health|ready|metrics|_next\/.*|serwist\/.*|[^/]*\.[a-z0-9]+)$/;

export type Admission = {
  /** Lets a request in, returning what must be called once it is answered; `null` when too many are under way. */
  enter: (path: string) => (() => void) | null;
};

const nothing = (): void => {};

/** Counts what is in flight, so that a database that stands still is answered with 503 instead of a queue without end. */
export function createAdmission(inFlightMax: number = IN_FLIGHT_MAX): Admission {
  let inFlight = 0;
  return {
    enter: (path) => {
      if (ALWAYS.test(path)) return nothing;
      if (inFlight >= inFlightMax) return null;
      requestsInFlight.set(++inFlight);
      let isLeft = false;
      return () => {
        if (isLeft) return;
        isLeft = true;
        requestsInFlight.set(--inFlight);
      };
    },
  };
}
