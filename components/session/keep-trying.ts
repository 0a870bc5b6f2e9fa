import { ApiError } from "./api-client";

const FIRST_WAIT_MS = 1_000;
const WAIT_MS_MAX = 30_000;

export type Trying = {
  /** How the server answered in the end: `null` done, else the error it gave; never for an aborted try. */
  answered: Promise<ApiError | null>;
  /** Ends it; resolves when nothing is on its way any more. */
  stop: () => Promise<void>;
};

/** Whether it is worth asking again: nobody answered, or the server could not. */
function isLost(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;
}

/**
 * Sends `ask` until the server answers it: again after 1 s, 2 s, 4 s … at most 30 s, and at once when the network is back.
 * `onLost` hears of every try that nobody answered.
 */
export function keepTrying(ask: () => Promise<unknown>, onLost: (tries: number) => void): Trying {
  let isStopped = false;
  let wake = () => {};
  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      window.addEventListener("online", wake, { once: true });
    });
  const run = async (): Promise<ApiError | null | "stopped"> => {
    for (let tries = 1; !isStopped; tries++) {
      try {
        await ask();
        return null;
      } catch (error) {
        if (!isLost(error)) return error as ApiError;
        onLost(tries);
        if (!isStopped) await rest(Math.min(WAIT_MS_MAX, FIRST_WAIT_MS * 2 ** (tries - 1)));
      }
    }
    return "stopped";
  };
  const running = run();
  return {
    answered: new Promise((resolve) => {
      void running.then((end) => (end === "stopped" ? undefined : resolve(end)));
    }),
    stop: async () => {
      isStopped = true;
      wake();
      await running;
    },
  };
}
