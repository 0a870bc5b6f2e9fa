import "server-only";
import { migrationStatus } from "@/db/migrate";
import { redisStatus } from "@/lib/cache";
import { writePool } from "@/lib/tenancy";

type Check = "ok" | "degraded" | "absent" | "failed";
export type Readiness = {
  status: "ok" | "degraded" | "unavailable";
  checks: { database: Check; migrations: Check; cache: Check };
};

const WAIT_MS_MAX = 1_500;

/** Whether this process can answer requests: database and migrations must be well, the second cache level may be missing. */
export async function checkReadiness(): Promise<Readiness> {
  const checks: Readiness["checks"] = { database: "failed", migrations: "failed", cache: "degraded" };
  const [cache, migrations] = await Promise.allSettled([
    redisStatus(),
    withinTime(migrationStatus(writePool())),
  ]);
  if (cache.status === "fulfilled") checks.cache = cache.value;
  if (migrations.status === "rejected") return { status: "unavailable", checks };
  checks.database = "ok";
  const { pending, unknown } = migrations.value;
  checks.migrations = pending.length + unknown.length === 0 ? "ok" : "failed";
  if (checks.migrations !== "ok") return { status: "unavailable", checks };
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
