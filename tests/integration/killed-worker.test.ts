import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { closeJobs, sendJob, startWorking } from "@/lib/jobs";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { jobHandlers } from "@/scripts/jobs/handlers";
import { givenContext, givenPatient, givenRecord } from "../factories";
import { testDatabase } from "../harness/database";

const database = testDatabase();
const PATIENCE = { timeout: 30_000, interval: 50 };
let ctx: Ctx;

beforeAll(async () => {
  ctx = await givenContext(database().owner);
});
afterAll(() => closeJobs(0));

/** `npm run worker`, a process of its own, on the test's database. */
function startWorker(): ChildProcess {
  const script = join(process.cwd(), "scripts", "worker.ts");
  return spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", script], {
    stdio: "ignore",
    env: { ...process.env, DATABASE_URL: database().ownerUrl, LOG_LEVEL: "silent" },
  });
}

/** A child with a pulse that is flagged as an adult's, and the job that is to judge it anew. */
async function givenJob(): Promise<{ patientId: string; recordId: string }> {
  const { owner } = database();
  const tenantId = ctx.tenant.id;
  const { id: patientId } = await givenPatient(owner, tenantId, { birthDate: "2023-10-01" });
  const pulse = { code: "8867-4", value: "130", unit: "/min", abnormal: "high" };
  const recordId = await givenRecord(
    owner,
    { tenantId, patientId },
    { type: "observation", title: "Heart rate", at: "2024-02-29T10:00:00Z", ...pulse },
  );
  const resource = {
    resourceType: "Observation",
    id: recordId,
    status: "final",
    code: { coding: [{ system: "http://loinc.org", code: "8867-4" }] },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: "2024-02-29T10:00:00Z",
    valueQuantity: { value: 130, unit: "/min", system: "http://unitsofmeasure.org", code: "/min" },
  };
  await owner`UPDATE record SET resource = ${JSON.stringify(resource)}::text::json WHERE id = ${recordId}`;
  await withTransaction(ctx, (tx) => sendJob(tx, "judge-vitals", { tenantId, patientId }));
  return { patientId, recordId };
}

async function isWaitingForTheRow(): Promise<void> {
  const [found] = await database().owner`
    SELECT count(*)::int AS n FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FROM record%FOR UPDATE%'`;
  expect(found?.n).toBe(1);
}

test("a worker killed in the middle of a job leaves nothing half done, and the job is done once afterwards", async () => {
  const { owner } = database();
  const { patientId, recordId } = await givenJob();
  const look = async () => {
    const [row] = await owner`
      SELECT (SELECT abnormal FROM record WHERE id = ${recordId}) AS abnormal,
             (SELECT version FROM patient_chart WHERE patient_id = ${patientId}) AS "chartVersion",
             (SELECT state::text FROM pgboss.job WHERE data->>'patientId' = ${patientId}) AS state`;
    return row;
  };
  const before = await look();
  const worker = startWorker();
  // The row is held, so that the worker stands in the middle of its transaction when it dies.
  await owner.begin(async (holder) => {
    await holder`SELECT 1 FROM record WHERE id = ${recordId} FOR UPDATE`;
    await vi.waitFor(isWaitingForTheRow, PATIENCE);
    worker.kill("SIGKILL");
    await once(worker, "exit");
  });
  expect(await look()).toEqual({ ...before, abnormal: "high", state: "active" });

  // Two minutes pass: the job has had its time, and so has its pause before it is tried again.
  const pass = async () => {
    await owner`UPDATE pgboss.queue SET monitor_on = NULL, monitor_claim_on = NULL`;
    await owner`
      UPDATE pgboss.job SET started_on = started_on - interval '2 minutes', start_after = start_after - interval '2 minutes'
      WHERE data->>'patientId' = ${patientId}`;
  };
  await pass();
  let tries = 0;
  const stop = await startWorking({
    ...jobHandlers,
    "judge-vitals": async (payload) => {
      tries++;
      await jobHandlers["judge-vitals"](payload);
    },
  });
  await vi.waitFor(async () => expect((await look())?.state).toBe("retry"), PATIENCE);
  await pass();
  await vi.waitFor(async () => expect((await look())?.state).toBe("completed"), PATIENCE);
  await stop();
  expect(tries).toBe(1);
  expect((await look())?.abnormal).toBeNull();
}, 90_000);
