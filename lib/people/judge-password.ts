import "server-only";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { AppError } from "@/lib/errors";
import { once } from "@/lib/process";

/** zxcvbn's scores go from 0 (guessed at once) to 4; `restScore` is that of what is left without the person's own words. */
export type Judgement = {
  score: number;
  restScore: number | null;
  isKnown: boolean;
  /** zxcvbn's own words on what is wrong; null when it has none. */
  warning: string | null;
};

type Asked = { resolve: (judgement: Judgement) => void; reject: (error: Error) => void };
type Judge = {
  worker: Worker | null;
  asked: Map<number, Asked>;
  lastId: number;
  idle: NodeJS.Timeout | null;
};

const JUDGED_MS_MAX = 10_000;
const IDLE_MS_MAX = 60_000;
const WAITING_MAX = 50;

const judge = once<Judge>("password judge", () => ({
  worker: null,
  asked: new Map(),
  lastId: 0,
  idle: null,
}));

/**
 * How well a password stands against guessing, by somebody who knows `words` (name, address, clinic). A thread of its own does
 * it and ends after a minute without work.
 * @throws AppError("unavailable") when too many wait, or it takes longer than 10 s
 */
export function judgePassword(password: string, words: readonly string[]): Promise<Judgement> {
  if (judge.asked.size >= WAITING_MAX) throw away();
  const worker = open();
  const id = ++judge.lastId;
  const rest = withoutWords(password, words);
  return new Promise<Judgement>((resolve, reject) => {
    const late = setTimeout(() => stop(away()), JUDGED_MS_MAX);
    const settle =
      <T>(how: (value: T) => void) =>
      (value: T): void => {
        clearTimeout(late);
        judge.asked.delete(id);
        how(value);
      };
    judge.asked.set(id, { resolve: settle(resolve), reject: settle(reject) });
    worker.postMessage({ id, password, rest: rest === password ? null : rest, words });
  });
}

function withoutWords(password: string, words: readonly string[]): string {
  return words.reduce((rest, word) => {
    const parts = rest.toLowerCase().split(word);
    // A few letters change their length in lower case; then nothing is taken out.
    if (rest.toLowerCase().length !== rest.length) return rest;
    let at = 0;
    return parts
      .map((part) => {
        const own = rest.slice(at, at + part.length);
        at += part.length + word.length;
        return own;
      })
      .join("");
  }, password);
}

function open(): Worker {
  if (judge.idle) clearTimeout(judge.idle);
  judge.idle = setTimeout(() => stop(away()), IDLE_MS_MAX).unref();
  if (judge.worker) return judge.worker;
  const file = join(process.cwd(), "lib", "people", "strength-worker.mjs");
  const worker = new Worker(file, { execArgv: [], env: {} });
  worker.unref();
  worker.on("message", ({ id, ...judgement }: Judgement & { id: number }) =>
    judge.asked.get(id)?.resolve(judgement),
  );
  worker.on("error", () => stop(away()));
  judge.worker = worker;
  return worker;
}

function stop(reason: Error): void {
  const { worker } = judge;
  judge.worker = null;
  for (const { reject } of judge.asked.values()) reject(reason);
  void worker?.terminate();
}

function away(): AppError {
  return new AppError("unavailable", "The password could not be judged in time. Try again in a moment.", {
    retryAfterSeconds: 2,
  });
}
