import "server-only";
import { availableParallelism } from "node:os";
import { AppError } from "@/lib/errors";
import { once } from "@/lib/process";

/**
 * Known: a signed-in session, or a device that signed this person in before. Its line goes first and has its own places, so
 * that guesses from elsewhere keep nobody out.
 */
export type Line = "known" | "stranger";

// argon2 takes a whole core for about 30 ms: one is left to the requests of those who work.
const AT_ONCE_MAX = Math.max(1, availableParallelism() - 1);
/** About a second of work. */
const WAITING_MAX = 32;
const RETRY_AFTER_SECONDS = 2;

type Queue = { running: number; waiting: Record<Line, (() => void)[]> };
const queue = once("password queue", (): Queue => ({ running: 0, waiting: { known: [], stranger: [] } }));

/**
 * Runs password work when its turn comes: few at once, at most 32 waiting in each line.
 * @throws AppError("unavailable") when the line is full; `work` has not begun then
 */
export async function inTurn<T>(line: Line, work: () => Promise<T>): Promise<T> {
  if (queue.running >= AT_ONCE_MAX) {
    if (queue.waiting[line].length >= WAITING_MAX) throw full();
    // Whoever ends hands over the place, so `running` stays as it is.
    await new Promise<void>((resolve) => queue.waiting[line].push(resolve));
  } else queue.running += 1;
  try {
    return await work();
  } finally {
    const next = queue.waiting.known.shift() ?? queue.waiting.stranger.shift();
    if (next) next();
    else queue.running -= 1;
  }
}

function full(): AppError {
  return new AppError(
    "unavailable",
    "Too many people are signing in at this moment. Try again in a few seconds.",
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}
