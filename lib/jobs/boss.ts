import "server-only";
import { PgBoss } from "pg-boss";
import { JOBS_SCHEMA } from "@/db/jobs-schema";
import { tellCause } from "@/lib/observability";
import { once } from "@/lib/process";
import { appDatabaseUrl } from "@/lib/tenancy";

const held = once("jobs", () => ({ boss: null as Promise<PgBoss> | null }));

/** The process's one pg-boss, started on first use. As the application's role it sends and works; it never changes the schema. */
export function jobs(): Promise<PgBoss> {
  held.boss ??= start();
  held.boss.catch(() => {
    held.boss = null;
  });
  return held.boss;
}

async function start(): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: appDatabaseUrl(),
    application_name: "swiftchart-jobs",
    schema: JOBS_SCHEMA,
    max: 2,
    connectionTimeoutMillis: 2_000,
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
  });
  // Its text may quote values. Every queue has a worker that asks every two seconds, so one fault comes many times.
  boss.on("error", (error) => tellCause("background jobs cannot be worked on", { code: codeOf(error) }));
  return boss.start();
}

/** The code of an error, or of what is inside it (several addresses, a cause); its name when there is none. */
function codeOf(error: unknown): string {
  const { code, errors, cause, name } = Object(error) as Record<string, unknown>;
  if (typeof code === "string") return code;
  const inside = Array.isArray(errors) ? errors[0] : cause;
  return inside ? codeOf(inside) : String(name ?? typeof error);
}

/** Ends it; work under way is given `graceMs`. The next use starts it anew. */
export async function closeJobs(graceMs = 5_000): Promise<void> {
  const { boss } = held;
  held.boss = null;
  await (await boss?.catch(() => null))?.stop({ graceful: graceMs > 0, timeout: graceMs });
}
