import "server-only";
import { migrationStatus } from "@/db/migrate";
import { redisStatus } from "@/lib/cache";
import { once } from "@/lib/process";
import { writePool } from "@/lib/tenancy";
import { hasRoom } from "./check-storage";

type Check = "ok" | "degraded" | "absent" | "failed";
export type Readiness = {
  status: "ok" | "degraded" | "unavailable";
  /** `storage`: whether the database's disk has room. */
  checks: { database: Check; storage: Check; migrations: Check; cache: Check };
};

const WAIT_MS_MAX = 1_500;

const held = once("readiness", () => ({ looking: null as Promise<Readiness> | null }));

/**
 * Whether this process can answer requests: database, its disk and migrations must be well, the second cache level may be missing.
 * Who asks while somebody is looking gets what is found: it is open to strangers and always answered, so that asking often must not
 * take the connections of others.
 */
export function checkReadiness(): Promise<Readiness> {
  held.looking ??= look().finally(() => {
    held.looking = null;
  });
  return held.looking;
}

async function look(): Promise<Readiness> {
  const checks: Readiness["checks"] = {
    database: "failed",
    storage: "failed",
    migrations: "failed",
    cache: "degraded",
  };
  const [cache, migrations, room] = await Promise.allSettled([
    redisStatus(),
    withinTime(migrationStatus(writePool())),
    withinTime(hasRoom()),
  ]);
  if (cache.status === "fulfilled") checks.cache = cache.value;
  if (migrations.status === "rejected") return { status: "unavailable", checks };
  checks.database = "ok";
  if (room.status === "fulfilled" && room.value) checks.storage = "ok";
  const { pending, unknown } = migrations.value;
  checks.migrations = pending.length + unknown.length === 0 ? "ok" : "failed";
  if (checks.migrations !== "ok" || checks.storage !== "ok") return { status: "unavailable", checks };
  return { status: checks.cache === "degraded" ? "degraded" : "ok", checks };
}

function withinTime<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), WAIT_MS_MAX);
  });
  promise.catch(() => {});
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
