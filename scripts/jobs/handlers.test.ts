import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { PATCH as changeClinic } from "@/app/api/clinic/route";
import { PATCH } from "@/app/api/patients/[patientId]/route";
import { GET as getSummary } from "@/app/api/patients/[patientId]/summary/route";
import { createToken } from "@/lib/auth";
import { importPaths } from "@/lib/ingest";
import { closeJobs, startWorking } from "@/lib/jobs";
import { systemContext } from "@/lib/tenancy";
import { anObservation, aPatient, callRoute, givenFiles } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { jobHandlers } from "./handlers";

const database = testDatabase();
let token = "";

beforeAll(async () => {
  token = await createToken(database().owner, { tenant: "demo", email: "nurse@demo.test", days: 1 });
});
afterEach(() => closeJobs());
afterAll(() => closeJobs(0));

/** An imported patient born on `birthDate` with a pulse of 130 taken on 2024-02-29: usual for an infant, high for an adult. */
async function givenPulse(birthDate: string): Promise<{ patientId: string; recordId: string }> {
  const patient = aPatient({ birthDate });
  const pulse = anObservation(`Patient/${patient.id}`, {
    code: { coding: [{ system: "http://loinc.org", code: "8867-4", display: "Heart rate" }] },
    valueQuantity: { value: 130, unit: "/min", system: "http://unitsofmeasure.org", code: "/min" },
  });
  const ctx = await systemContext(database().owner, { tenant: "demo", actor: "import" });
  await importPaths(ctx, [await givenFiles({ "patient.json": patient, "pulse.json": pulse })]);
  return { patientId: patient.id, recordId: pulse.id };
}

async function flagOf(recordId: string): Promise<unknown> {
  const [row] = await database().owner`SELECT abnormal FROM record WHERE id = ${recordId}`;
  return row?.abnormal;
}

function correct(patientId: string, birthDate: string, version = 1): Promise<Response> {
  const call = { method: "PATCH", params: { patientId }, token, ifMatch: `"${version}"` };
  return callRoute(PATCH, { ...call, body: { birthDate } });
}

/** Works with the product's own handlers until `judge-vitals` has come to its end `times` times. */
async function workUntilJudged(times = 1): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = times;
  const stop = await startWorking({
    ...jobHandlers,
    "judge-vitals": async (payload) => {
      await jobHandlers["judge-vitals"](payload);
      left--;
      if (left === 0) resolve();
    },
  });
  await promise;
  await stop();
}

test("a corrected birth date has the vital signs judged anew by the background job", async () => {
  const { patientId, recordId } = await givenPulse("1970-05-04");
  expect(await flagOf(recordId)).toBe("high");
  expect((await correct(patientId, "2023-10-01")).status).toBe(200);
  expect(await flagOf(recordId)).toBe("high");
  await workUntilJudged();
  expect(await flagOf(recordId)).toBeNull();
  const jobs = await database().owner`SELECT state FROM pgboss.job WHERE data->>'patientId' = ${patientId}`;
  expect(jobs).toMatchObject([{ state: "completed" }]);
});

test("two corrections are judged by the last of them, in whatever order their jobs come", async () => {
  const { patientId, recordId } = await givenPulse("1970-05-04");
  expect((await correct(patientId, "2023-10-01")).status).toBe(200);
  expect((await correct(patientId, "1971-05-04", 2)).status).toBe(200);
  // Each has its own: the first may be under way with the date of before when the second commits.
  const waiting = await database()
    .owner`SELECT state FROM pgboss.job WHERE data->>'patientId' = ${patientId}`;
  expect(waiting).toHaveLength(2);
  await workUntilJudged(2);
  expect(await flagOf(recordId)).toBe("high");
}, 30_000);

test("done twice, it changes nothing more: not the chart's version either", async () => {
  const { owner } = database();
  const { patientId, recordId } = await givenPulse("1970-05-04");
  await correct(patientId, "2023-10-01");
  const [tenant] = await owner`SELECT tenant_id AS id FROM tenant WHERE slug = 'demo'`;
  const versionOf = async () =>
    (await owner`SELECT version FROM patient_chart WHERE patient_id = ${patientId}`)[0]?.version;
  await jobHandlers["judge-vitals"]({ tenantId: tenant?.id, patientId });
  const once = await versionOf();
  await jobHandlers["judge-vitals"]({ tenantId: tenant?.id, patientId });
  expect([await flagOf(recordId), await versionOf()]).toEqual([null, once]);
});

test("a clinic or a patient that is gone meanwhile is nothing to do", async () => {
  const [tenant] = await database().owner`SELECT tenant_id AS id FROM tenant WHERE slug = 'demo'`;
  await jobHandlers["judge-vitals"]({ tenantId: randomUUID(), patientId: randomUUID() });
  await jobHandlers["judge-vitals"]({ tenantId: tenant?.id, patientId: randomUUID() });
});

test("another clinic's job does not reach the patient", async () => {
  const { owner } = database();
  const { patientId, recordId } = await givenPulse("1970-05-04");
  await correct(patientId, "2023-10-01");
  const [other] = await owner`SELECT tenant_id AS id FROM tenant WHERE slug = 'other'`;
  await jobHandlers["judge-vitals"]({ tenantId: other?.id, patientId });
  expect(await flagOf(recordId)).toBe("high");
});

test("a phone that is in use from today on is in the banner without anybody's change", async () => {
  const { owner } = database();
  const telecom = [
    { system: "phone", value: "555 010 1111", period: { end: "2091-03-31" } },
    { system: "phone", value: "555 010 2222", period: { start: "2001" } },
  ];
  const patient = aPatient({ telecom });
  const ctx = await systemContext(owner, { tenant: "demo", actor: "import" });
  await importPaths(ctx, [await givenFiles({ "patient.json": patient })]);
  const phone = async () => {
    const answer = await callRoute(getSummary, { token, params: { patientId: patient.id } });
    return (await answer.json()).patient.phone;
  };
  expect(await phone()).toBe("555 010 1111");
  // As if it had been written when the first was the only one in use.
  const ended = JSON.stringify({
    ...patient,
    telecom: [{ ...telecom[0], period: { end: "2021" } }, telecom[1]],
  });
  await owner`UPDATE patient SET resource = ${ended}, next_change_at = '-infinity' WHERE id = ${patient.id}`;
  await jobHandlers["renew-patients"]({ tenantId: "" });
  const sent = () =>
    owner`SELECT FROM pgboss.job WHERE name = 'renew-patients' AND data->>'tenantId' = ${ctx.tenant.id}`;
  expect(await sent()).toHaveLength(1);
  await jobHandlers["renew-patients"]({ tenantId: ctx.tenant.id });
  expect(await phone()).toBe("555 010 2222");
  // Nothing is left to do, so nothing is asked for.
  await jobHandlers["renew-patients"]({ tenantId: "" });
  expect(await sent()).toHaveLength(1);
});

test("another time zone of the clinic has its patients' periods looked at anew", async () => {
  const { owner } = database();
  await owner`DELETE FROM pgboss.job WHERE name = 'renew-patients'`;
  const admin = await createToken(owner, { tenant: "other", email: "admin@other.test", days: 1 });
  const call = { method: "PATCH", token: admin };
  const named = await callRoute(changeClinic, { ...call, ifMatch: '"1"', body: { name: "Elsewhere" } });
  expect(named.status).toBe(200);
  expect(await owner`SELECT FROM pgboss.job WHERE name = 'renew-patients'`).toEqual([]);
  const body = { timeZone: "Pacific/Apia" };
  expect((await callRoute(changeClinic, { ...call, ifMatch: '"2"', body })).status).toBe(200);
  const jobs = await owner`SELECT data->>'isZoneNew' AS zone FROM pgboss.job WHERE name = 'renew-patients'`;
  expect(jobs).toEqual([{ zone: "true" }]);
});
