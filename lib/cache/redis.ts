import "server-only";
import { Redis } from "ioredis";
import { env } from "@/lib/env";
import { log } from "@/lib/observability";
import { once } from "@/lib/process";

// `undefined` until somebody asks, `null` without REDIS_URL.
const held = once("redis", () => ({ client: undefined as Redis | null | undefined }));

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

const WAIT_MS_MAX = 500;

/** `absent` without REDIS_URL, `ok`, or `degraded` when it does not answer. Waits half a second for a connection being made. */
export async function redisStatus(): Promise<"absent" | "ok" | "degraded"> {
  const client = redis();
  if (!client) return "absent";
  if (client.status === "connecting" || client.status === "connect") {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, WAIT_MS_MAX);
      client.once("ready", () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
  return client.status === "ready" ? "ok" : "degraded";
}

/** Closes the connection (tests, shutdown). */
export async function closeRedis(): Promise<void> {
  held.client?.disconnect();
  held.client = undefined;
}
