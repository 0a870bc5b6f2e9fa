import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeJobs, measureJobs, prune, sendJob, startWorking } from "@/lib/jobs";
import { renderMetrics } from "@/lib/observability";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { jobs } from "./boss";
import type { JobPayload } from "./send-job";

const database = testDatabase();
let ctx: Ctx;

beforeAll(async () => {
  ctx = await givenContext(database().owner);
});
afterAll(() => closeJobs(0));

const payload = (): JobPayload => ({ tenantId: ctx.tenant.id, patientId: randomUUID() });

async function statesOf(patientId: string | undefined): Promise<{ name: string; state: string }[]> {
  return database()
    .owner`SELECT name, state FROM pgboss.job WHERE data->>'patientId' = ${patientId ?? ""} ORDER BY name`;
}

describe("a job", () => {
  test("is there when its transaction has committed, and never when it has not", async () => {
    const [kept, lost] = [payload(), payload()];
    await withTransaction(ctx, (tx) => sendJob(tx, "judge-vitals", kept));
    const failing = withTransaction(ctx, async (tx) => {
      await sendJob(tx, "judge-vitals", lost);
      throw new Error("the change was refused");
    });
    await expect(failing).rejects.toThrow("the change was refused");
    expect(await statesOf(kept.patientId)).toEqual([{ name: "judge-vitals", state: "created" }]);
    expect(await statesOf(lost.patientId)).toEqual([]);
  });

  test("is counted by queue and state for the metrics", async () => {
    await withTransaction(ctx, (tx) => sendJob(tx, "judge-vitals", payload()));
    await measureJobs();
    expect(await renderMetrics()).toMatch(/swiftchart_jobs\{queue="judge-vitals",state="waiting"\} [1-9]/);
  });

  test("is done, and asked for again when it failed", async () => {
    const given = payload();
    await withTransaction(ctx, (tx) => sendJob(tx, "judge-vitals", given));
    const done = Promise.withResolvers<void>();
    const stop = await startWorking({
      prune: async () => {},
      "renew-patients": async () => {},
      "judge-vitals": async ({ patientId }) => {
        if (patientId !== given.patientId) return;
        done.resolve();
        throw new Error("the first try fails");
      },
    });
    await done.promise;
    await stop();
    expect(await statesOf(given.patientId)).toEqual([{ name: "judge-vitals", state: "retry" }]);
  });
});

test("supervising, as the application's role, asks again for a job whose worker died and removes one that has had its time", async () => {
  const { owner } = database();
  const [died, old] = [payload(), payload()];
  for (const one of [died, old]) await withTransaction(ctx, (tx) => sendJob(tx, "judge-vitals", one));
  await owner`
    UPDATE pgboss.job SET state = 'active', started_on = now() - interval '1 hour' WHERE data->>'patientId' = ${died.patientId ?? ""}`;
  await owner`
    UPDATE pgboss.job SET state = 'completed', completed_on = now() - interval '60 days', keep_until = now() - interval '30 days'
    WHERE data->>'patientId' = ${old.patientId ?? ""}`;
  await owner`UPDATE pgboss.queue SET monitor_claim_on = NULL, monitor_on = NULL, maintain_on = NULL`;
  const boss = await jobs();
  await boss.supervise();
  expect(await statesOf(died.patientId)).toEqual([{ name: "judge-vitals", state: "retry" }]);
  expect(await statesOf(old.patientId)).toEqual([]);
});

test("pruning forgets what has had its time, in every tenant, and nothing else", async () => {
  const { owner } = database();
  const add = (key: string, age: string) => owner`
    INSERT INTO idempotency (tenant_id, actor_id, key, route, body_hash, created_at)
    SELECT tenant_id, ${randomUUID()}, ${key}, 'POST /x', '\\x00', now() - ${age}::text::interval FROM tenant`;
  await add("older-than-a-month", "31 days");
  await add("younger-than-a-month", "29 days");
  const removed = await prune();
  expect(removed.idempotency).toBe(2);
  const left = await owner<{ key: string }[]>`SELECT DISTINCT key FROM idempotency`;
  expect(left.map(({ key }) => key)).toEqual(["younger-than-a-month"]);
});
