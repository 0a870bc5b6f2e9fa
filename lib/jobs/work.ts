import "server-only";
import { DEAD_QUEUE, QUEUES, type QueueName } from "@/db/jobs-schema";
import { jobsByState, log } from "@/lib/observability";
import { writePool } from "@/lib/tenancy";
import { closeJobs, jobs } from "./boss";
import type { JobPayload } from "./send-job";

/** Does a job. It may run again after a crash, so what it does it must be able to do twice. */
export type JobHandler = (payload: JobPayload) => Promise<void>;
export type JobHandlers = Record<QueueName, JobHandler>;

const POLL_SECONDS = 2;
/** What is asked for again and again, and how often. Midnights of the world's zones lie at quarters of an hour. */
const EVERY_SECONDS: Partial<Record<QueueName, number>> = { prune: 60 * 60, "renew-patients": 15 * 60 };
const SUPERVISE_EVERY_MS = 60 * 1000;

/** Works on all queues until the returned function is called, which lets the jobs under way come to their end. */
export async function startWorking(handlers: JobHandlers): Promise<() => Promise<void>> {
  const boss = await jobs();
  for (const name of Object.keys(QUEUES) as QueueName[]) {
    await boss.work<JobPayload>(
      name,
      { pollingIntervalSeconds: POLL_SECONDS, batchSize: 1 },
      async ([job]) => {
        if (!job) return;
        try {
          await handlers[name](job.data);
        } catch (error) {
          log.error({ queue: name, job: job.id, code: Reflect.get(Object(error), "code") }, "a job failed");
          throw error;
        }
      },
    );
  }
  const asking = (Object.entries(EVERY_SECONDS) as [QueueName, number][]).map(([queue, singletonSeconds]) => {
    // Workers of several processes send the same one: one of that time is kept.
    const ask = (): void => {
      boss
        .send(queue, { tenantId: "" }, { singletonSeconds })
        .catch(({ name }: Error) => log.error({ queue, name }, "a job could not be asked for"));
    };
    ask();
    return setInterval(ask, singletonSeconds * 1000);
  });
  // At once, too: who starts after a crash finds what the crash has left.
  const supervise = (): void => void boss.supervise().catch(() => {});
  supervise();
  const supervising = setInterval(supervise, SUPERVISE_EVERY_MS);
  return async () => {
    for (const timer of asking) clearInterval(timer);
    clearInterval(supervising);
    await closeJobs();
  };
}

/** Counts waiting, active and failed jobs for the metrics. */
export async function measureJobs(): Promise<void> {
  const rows = await writePool()<{ queue: string; state: string; n: string }[]>`
    SELECT name AS queue, CASE WHEN state IN ('created', 'retry') THEN 'waiting' ELSE state::text END AS state, count(*) AS n
    FROM pgboss.job WHERE state IN ('created', 'retry', 'active', 'failed') GROUP BY 1, 2`;
  for (const queue of [...Object.keys(QUEUES), DEAD_QUEUE])
    for (const state of ["waiting", "active", "failed"]) jobsByState.set({ queue, state }, 0);
  for (const { queue, state, n } of rows) jobsByState.set({ queue, state }, Number(n));
}
