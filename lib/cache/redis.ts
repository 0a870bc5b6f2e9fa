import "server-only";
import { Redis } from "ioredis";
import { env } from "@/lib/env";
import { log } from "@/lib/observability";
import { once } from "@/lib/process";

// `undefined` until somebody asks, `null` without REDIS_URL.
const held = once("redis", () => ({ client: undefined as Redis | null | undefined, restsUntil: 0 }));

/** After a command without an answer Redis is left alone for this long; then one command tries for all. */
const REST_MS = 2_000;

/** The Redis of REDIS_URL, or `null` when none is set. Connects in the background; commands fail at once while it is away. */
export function redis(): Redis | null {
  if (held.client !== undefined) return held.client;
  const { REDIS_URL } = env();
  held.client = REDIS_URL ? connect(REDIS_URL) : null;
  return held.client;
}

function connect(url: string): Redis {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(attempt * 200, 5_000),
  });
  let isDown = false;
  client.on("error", (error) => {
    if (!isDown)
      log.warn({ error: error.message }, "Redis is not reachable; answering without the second cache level");
    isDown = true;
  });
  client.on("ready", () => {
    if (isDown) log.info("Redis is back");
    isDown = false;
  });
  return client;
}

/** Redis when it is there and has answered lately, else `null`. */
export function quickRedis(): Redis | null {
  const client = redis();
  if (client?.status !== "ready" || performance.now() < held.restsUntil) return null;
  // Until this command is answered, the others do without: a hung Redis costs one of them its wait, not all.
  if (held.restsUntil > 0) held.restsUntil = performance.now() + REST_MS;
  return client;
}

/** What came of a command: an answer in time, or none. */
export function noteAnswer(isInTime: boolean): void {
  held.restsUntil = isInTime ? 0 : performance.now() + REST_MS;
}

const STATUS_MS_MAX = 500;

/** `absent` without REDIS_URL, `ok` when it answers a ping within half a second, else `degraded`. */
export async function redisStatus(): Promise<"absent" | "ok" | "degraded"> {
  const client = redis();
  if (!client) return "absent";
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"degraded">((resolve) => {
    timer = setTimeout(() => resolve("degraded"), STATUS_MS_MAX);
  });
  const answer = async (): Promise<"ok"> => {
    if (client.status === "connecting" || client.status === "connect")
      await new Promise((resolve) => client.once("ready", resolve));
    await client.ping();
    return "ok";
  };
  return Promise.race([answer().catch(() => "degraded" as const), late]).finally(() => clearTimeout(timer));
}

/** Closes the connection, for a process that goes on without it: a test's. */
export async function closeRedis(): Promise<void> {
  held.client?.disconnect();
  held.client = undefined;
  held.restsUntil = 0;
}
