import { expect, test } from "vitest";
import { appRoleUrl } from "@/db/app-role";
import { openPool } from "@/db/pool";
import { testDatabase } from "@/tests/harness/database";
import { scaleTenant } from "../scale/scale-tenant";
import { timeCommits } from "./time-commits";
import { actingContext, STEPS, timeSteps } from "./write-steps";
import { pickSubjects } from "./write-subjects";

const database = testDatabase();

async function givenSubjects(count: number) {
  const { owner, ownerUrl } = database();
  const scale = { ownerUrl, slug: "big", patients: 200, password: "a password of the test" };
  await scaleTenant({ ...scale, onProgress: () => {} });
  const ctx = await actingContext(owner, { tenant: "big", email: "clinician@big.test" });
  return { ctx, subjects: await pickSubjects(owner, ctx.tenant.id, { count, salt: 1 }) };
}

test("every step is timed on every patient, there and back, and leaves names and index as they were", async () => {
  const { owner, ownerUrl } = database();
  const { ctx, subjects } = await givenSubjects(3);
  const ids = subjects.map(({ id }) => id);
  const state = () => owner`
    SELECT p.id, p.given_name, p.names, p.resource::jsonb, array_agg(t.token ORDER BY t.token) AS tokens
    FROM patient p JOIN patient_token t ON t.tenant_id = p.tenant_id AND t.patient_id = p.id
    WHERE p.id = ANY(${ids}) GROUP BY p.id, p.given_name, p.names, p.resource::jsonb ORDER BY p.id`;
  const before = [...(await state())];
  const pool = openPool(appRoleUrl(ownerUrl), { max: 1, applicationName: "swiftchart-test" });
  const times = await timeSteps({ owner, pool, ctx }, subjects).finally(() => pool.end());
  expect([...times].map(([step, all]) => [step, all.length])).toEqual(STEPS.map(({ step }) => [step, 6]));
  expect(before).toHaveLength(3);
  expect([...(await state())]).toEqual(before);
  const [left] = await owner`
    SELECT (SELECT count(*)::int FROM idempotency) AS keys, (SELECT count(*)::int FROM event) AS events,
      (SELECT count(*)::int FROM resource_history WHERE resource_id = ANY(${ids})) AS versions,
      (SELECT min(version) FROM patient WHERE id = ANY(${ids})) AS version`;
  // Of seven steps one writes no history, three no event, and two use a key.
  expect(left).toEqual({ keys: 12, events: 24, versions: 36, version: 15 });
});

test("the commits are counted and their table is gone", async () => {
  const { owner } = database();
  expect(await timeCommits(owner, 5)).toHaveLength(5);
  expect([...(await owner`SELECT 1 FROM pg_namespace WHERE nspname = 'bench'`)]).toEqual([]);
});
