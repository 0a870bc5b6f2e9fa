import "server-only";
import { env } from "@/lib/env";
import { noteAnswer, quickRedis } from "./redis";
import { opaqueKey, open, seal } from "./seal";

const SECONDS_MAX = 600;
/** Redis is there to save time: when it takes longer than this it counts as a miss. */
const WAIT_MS_MAX = 25;

/** The text stored under a key, or `undefined`: also when Redis is slow, absent, or holds something that was tampered with. */
export async function readSecondLevel(key: string): Promise<string | undefined> {
  const client = quickRedis();
  if (!client) return undefined;
  try {
    const sealed = await withinTime(client.getBuffer(opaqueKey(key, secret())));
    noteAnswer(sealed !== LATE);
    return sealed && sealed !== LATE ? open(sealed, key, secret()) : undefined;
  } catch {
    return undefined;
  }
}

/** Stores a text, encrypted, under an opaque key. Does not wait and never fails. */
export function writeSecondLevel(key: string, text: string): void {
  const client = quickRedis();
  if (!client) return;
  client.set(opaqueKey(key, secret()), seal(text, key, secret()), "EX", SECONDS_MAX).catch(() => {});
}

function secret(): string {
  return env().AUTH_SECRET ?? "";
}

const LATE = Symbol("no answer in time");

function withinTime<T>(promise: Promise<T>): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), WAIT_MS_MAX);
  });
  promise.catch(() => {});
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
