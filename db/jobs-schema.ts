import "server-only";
import { PgBoss } from "pg-boss";
import type { Sql } from "./client";

/** The schema of pg-boss, made and migrated by the owner; the application may send and work, never change it. */
export const JOBS_SCHEMA = "pgboss";

export type QueueDefinition = {
  name: string;
  retryLimit: number;
  /** Seconds before the first retry; each further one waits twice as long. */
  retryDelay: number;
  /** Seconds a job may run before it counts as failed. */
  expireInSeconds: number;
};

const DEAD = "dead";

/** Every queue there is. A job that has failed for good goes to `dead`, where an operator finds it for 30 days. */
export const QUEUES = {
  prune: { name: "prune", retryLimit: 3, retryDelay: 60, expireInSeconds: 900 },
  "renew-patients": { name: "renew-patients", retryLimit: 3, retryDelay: 60, expireInSeconds: 900 },
  "judge-vitals": { name: "judge-vitals", retryLimit: 5, retryDelay: 5, expireInSeconds: 120 },
} as const satisfies Record<string, QueueDefinition>;
export type QueueName = keyof typeof QUEUES;
export const DEAD_QUEUE = DEAD;

const DAY_SECONDS = 86_400;

async function isUpToDate(owner: Sql): Promise<boolean> {
  const [found] = await owner<
    { table: string | null }[]
  >`SELECT to_regclass(${`${JOBS_SCHEMA}.queue`}) AS table`;
  if (!found?.table) return false;
  const rows = await owner<{ name: string }[]>`SELECT name FROM ${owner(JOBS_SCHEMA)}.queue`;
  const known = new Set(rows.map(({ name }) => name));
  const stamps = await owner<
    { stamp: string | null }[]
  >`SELECT obj_description(${JOBS_SCHEMA}::regnamespace) AS stamp`;
  return stamps[0]?.stamp === STAMP && [DEAD, ...Object.keys(QUEUES)].every((name) => known.has(name));
}

/** Changes whenever this file's queues and grants or the library's schema do; see package.json for the version. */
const STAMP = `swiftchart ${JSON.stringify(QUEUES)} pg-boss 12.35.0, grants 2`;

/**
 * Makes or migrates the job tables and queues. Does nothing when they are as this release wants them. Payloads hold ids only:
 * these tables have no row-level security.
 */
export async function ensureJobsSchema(
  owner: Sql,
  options: { ownerUrl: string; appRole: string },
): Promise<void> {
  if (await isUpToDate(owner)) return;
  const boss = new PgBoss({
    connectionString: options.ownerUrl,
    application_name: "swiftchart-migrate",
    schema: JOBS_SCHEMA,
    max: 1,
    supervise: false,
    schedule: false,
  });
  boss.on("error", () => {});
  await boss.start();
  try {
    const kept = { retentionSeconds: 30 * DAY_SECONDS, deleteAfterSeconds: 7 * DAY_SECONDS };
    if (!(await boss.getQueue(DEAD))) await boss.createQueue(DEAD, kept);
    for (const { name, ...queue } of Object.values(QUEUES)) {
      const options = { ...queue, ...kept, retryBackoff: true, deadLetter: DEAD };
      if (await boss.getQueue(name)) await boss.updateQueue(name, options);
      else await boss.createQueue(name, options);
    }
  } finally {
    await boss.stop({ graceful: false });
  }
  await owner.unsafe(`
    ${grants(options.appRole)}
    COMMENT ON SCHEMA ${JOBS_SCHEMA} IS '${STAMP.replaceAll("'", "''")}';`);
}

/** What the library notes of its own work; the queues' settings, tables and commands are the owner's. */
const KEPT_BY_WORKERS = {
  version: ["cron_on", "bam_on", "flow_on", "reindex_on", "monitor_backoff_on"],
  queue: [
    ...["deferred", "queued", "ready", "active", "failed", "total"].map((state) => `${state}_count`),
    ...["created", "completed", "failed"].map((state) => `${state}_delta`),
    ...["delta_on", "delta_seconds", "ready_history", "singletons_active"],
    ...["monitor_claim_on", "monitor_on", "maintain_on", "updated_on"],
  ],
};

/**
 * The application sends jobs and works on them. Of the rest it changes nothing: the owner runs the commands that stand in `bam`, and
 * puts names of tables from `queue` into its SQL, when it migrates.
 */
function grants(appRole: string): string {
  const s = JOBS_SCHEMA;
  const own = Object.entries(KEPT_BY_WORKERS).map(
    ([table, columns]) => `GRANT UPDATE (${columns.join(", ")}) ON ${s}.${table} TO "${appRole}";`,
  );
  return `
    REVOKE ALL ON ALL TABLES IN SCHEMA ${s} FROM "${appRole}";
    GRANT USAGE ON SCHEMA ${s} TO "${appRole}";
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${s} TO "${appRole}";
    REVOKE INSERT, UPDATE, DELETE ON ${s}.version, ${s}.queue, ${s}.schedule, ${s}.subscription, ${s}.bam FROM "${appRole}";
    ${own.join("\n    ")}
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${s} TO "${appRole}";`;
}
