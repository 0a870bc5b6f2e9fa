import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { PATCH } from "@/app/api/patients/[patientId]/route";
import { createPool, type Sql } from "@/db/client";
import { createToken } from "@/lib/auth";
import { resetEnv } from "@/lib/env";
import { closeEvents } from "@/lib/events";
import { closeJobs } from "@/lib/jobs";
import { closePools } from "@/lib/tenancy";
import { callRoute, givenContext, givenPatient } from "@/tests/factories";
import { type OwnServer, startOwnServer } from "@/tests/harness/own-server";
import { type CountingProxy, type Moment, startCountingProxy } from "./counting-proxy";

// A PostgreSQL of its own, as durable as in production, because it is killed at every step.
let server: OwnServer;
let proxy: CountingProxy;
let owner: Sql;
let token = "";

beforeAll(async () => {
  server = await startOwnServer({ shared_buffers: "32MB" });
  await connect();
  token = await createToken(owner, { tenant: "demo", email: "nurse@demo.test", days: 1 });
  proxy = await startCountingProxy(server.url);
  process.env.DATABASE_URL = proxy.url;
  resetEnv();
}, 120_000);

afterAll(async () => {
  await closeJobs(0);
  await closeEvents();
  await closePools();
  proxy.close();
  await owner.end({ timeout: 1 });
  await server.remove();
  delete process.env.DATABASE_URL;
  resetEnv();
});

/** The owner's connections, anew after a crash: those of before are gone. */
async function connect(): Promise<void> {
  await owner?.end({ timeout: 1 });
  owner = createPool(server.url, { max: 1, applicationName: "test" });
}

type Change = { patientId: string; key: string };

async function givenChange(): Promise<Change> {
  const { tenant } = await givenContext(owner);
  return { patientId: (await givenPatient(owner, tenant.id)).id, key: randomUUID() };
}

/** A corrected birth date: row, history, audit event, event and job. */
function send({ patientId, key }: Change): Promise<Response> {
  const call = { method: "PATCH", params: { patientId }, token, key, ifMatch: '"1"' };
  return callRoute(PATCH, { ...call, body: { birthDate: "1979-12-31" } });
}

async function traces({ patientId, key }: Change) {
  const [row] = await owner`
    SELECT (SELECT version FROM patient WHERE id = ${patientId}) AS version,
           (SELECT count(*)::int FROM resource_history WHERE resource_id = ${patientId}) AS history,
           (SELECT count(*)::int FROM event WHERE payload->>'id' = ${patientId}) AS events,
           (SELECT count(*)::int FROM audit_event WHERE action = 'patient.change' AND patient_id = ${patientId}) AS audited,
           (SELECT count(*)::int FROM pgboss.job WHERE data->>'patientId' = ${patientId}) AS jobs,
           (SELECT count(*)::int FROM idempotency WHERE key = ${key}) AS keys`;
  return row;
}
const NOTHING = { version: 1, history: 0, events: 0, audited: 0, jobs: 0, keys: 0 };
const ALL = { version: 2, history: 1, events: 1, audited: 1, jobs: 1, keys: 1 };
const PATIENCE = { timeout: 20_000, interval: 20 };

/** As the browser does it: the same request with the same key until something else than "unavailable" is said. */
function sendUntilAnswered(change: Change): Promise<Response> {
  return vi.waitFor(async () => {
    const answer = await send(change);
    if (answer.status === 503) throw new Error(await answer.text());
    return answer;
  }, PATIENCE);
}

/** Sends a change and kills the database at its `nth` packet; false when the write came to its end before. */
async function strikeAt(nth: number, when: Moment): Promise<boolean> {
  // A fresh process has a connection ready and its statements known.
  await sendUntilAnswered(await givenChange());
  const change = await givenChange();
  let killing: Promise<void> | undefined;
  proxy.arm(nth, when, () => {
    killing ??= server.kill();
  });
  const first = await send(change);
  proxy.arm(0, "before", () => {});
  if (!killing) {
    expect([first.status, await traces(change)]).toEqual([200, ALL]);
    return false;
  }
  await killing;
  expect(first.status).toBe(503);
  await server.restart();
  await connect();
  expect([NOTHING, ALL]).toContainEqual(await traces(change));
  const answer = await sendUntilAnswered(change);
  expect([answer.status, answer.headers.get("etag")?.slice(0, 2)]).toEqual([200, '"2']);
  expect(await answer.json()).toMatchObject({ version: 2, birthDate: "1979-12-31" });
  expect(await traces(change)).toEqual(ALL);
  return true;
}

test("killed before any step of a change, or at its commit with the answer unheard, it is done once by sending it again", async () => {
  let steps = 0;
  while (await strikeAt(steps + 1, "before")) steps++;
  // Token, begin and key, row, change and the rest, kept answer, commit: fewer would mean that the proxy saw nothing.
  expect(steps).toBeGreaterThanOrEqual(5);
  // Whatever came before the commit is undone alike, heard or not.
  expect(await strikeAt(steps, "answered")).toBe(true);
}, 120_000);
