import "server-only";
import { cacheLookups } from "@/lib/observability";
import { once } from "@/lib/process";
import type { Ctx } from "@/lib/tenancy";
import { readFirstLevel, writeFirstLevel } from "./first-level";
import { readSecondLevel, writeSecondLevel } from "./second-level";

export type Cached<T> = {
  value: T;
  /** True when this call ran `load` itself; false when the value came from a cache or from a call under way. */
  isLoaded: boolean;
};

const underWay = once("loads under way", () => new Map<string, Promise<unknown>>());

/**
 * A value by a key that contains the version of what it shows, so that an outdated value is never looked up.
 * First level in the process, second in Redis; identical concurrent calls load once. The key must start with a kind
 * and the tenant. `load` must read data at least as new as the version in the key.
 */
export async function cached<T>(
  ctx: Ctx,
  keyParts: readonly string[],
  load: () => Promise<T>,
): Promise<Cached<T>> {
  const key = JSON.stringify(keyParts);
  const kind = keyParts[0] ?? "";
  const near = readFirstLevel(key);
  if (near !== undefined) return hit(ctx, kind, "process", JSON.parse(near) as T);
  const running = underWay.get(key);
  if (running) {
    try {
      return hit(ctx, kind, "coalesced", (await running) as T);
    } catch (error) {
      // The one who loaded went away or came to the end of its time; this caller has time of its own.
      if (!isLoadersOwn(error)) throw error;
      return cached(ctx, keyParts, load);
    }
  }
  const promise = (async () => {
    const far = await readSecondLevel(key);
    if (far !== undefined) {
      writeFirstLevel(key, far);
      return { value: JSON.parse(far) as T, isLoaded: false };
    }
    const value = await load();
    const text = JSON.stringify(value);
    writeFirstLevel(key, text);
    writeSecondLevel(key, text);
    return { value, isLoaded: true };
  })();
  const shared = promise.then((result) => result.value);
  underWay.set(key, shared);
  shared.catch(() => {});
  try {
    const result = await promise;
    if (!result.isLoaded) return hit(ctx, kind, "redis", result.value);
    ctx.timing.cache = "miss";
    cacheLookups.inc({ kind, outcome: "miss" });
    return result;
  } finally {
    underWay.delete(key);
  }
}

function isLoadersOwn(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "CALLER_GONE" || code === "DEADLINE";
}

function hit<T>(ctx: Ctx, kind: string, outcome: "process" | "redis" | "coalesced", value: T): Cached<T> {
  ctx.timing.cache = "hit";
  cacheLookups.inc({ kind, outcome });
  return { value, isLoaded: false };
}
