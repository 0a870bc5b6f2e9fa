import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { resetEnv } from "@/lib/env";
import { type TestDatabase, testDatabase } from "@/tests/harness/database";
import { seedClinic } from "./clinic/seed-clinic";
import { ensureDemo } from "./ensure-demo";

const database = testDatabase();
let folder: string;

function setEnvironment(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  resetEnv();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "swiftchart-demo-"));
  setEnvironment({ DATA_DIR: folder });
});
afterEach(() => {
  setEnvironment({ DATA_DIR: undefined, DEMO: undefined });
  rmSync(folder, { recursive: true });
});

async function countsOf({ owner }: TestDatabase): Promise<Record<string, number>> {
  const [row] = await owner<Record<string, number>[]>`
    SELECT (SELECT count(*)::int FROM patient) AS patients, (SELECT count(*)::int FROM appointment) AS appointments,
      (SELECT count(*)::int FROM queue_ticket) AS tickets, (SELECT count(*)::int FROM tenant) AS tenants`;
  return row ?? {};
}

async function book({ owner }: TestDatabase): Promise<void> {
  await owner`
    INSERT INTO appointment (tenant_id, id, patient_id, provider_id, provider_name, type, during)
    SELECT tenant_id, gen_random_uuid(), id, gen_random_uuid(), 'Dr. Real', 'Visit', '[2031-05-05 09:00Z, 2031-05-05 09:30Z)'
    FROM patient ORDER BY mrn LIMIT 1`;
}

test("a tenant demo that the seeder did not make is left alone", async () => {
  const before = await countsOf(database());
  expect(await ensureDemo(database())).toBe("absent");
  expect(await countsOf(database())).toEqual(before);
});

test("what an interrupted run began is completed without taking anything away", async () => {
  const { owner } = database();
  await owner`
    INSERT INTO demo_clinic (tenant_id, day) SELECT tenant_id, '2026-10-05' FROM tenant WHERE slug = 'demo'`;
  await seedClinic(owner, { slug: "demo", day: "2026-10-05", patients: 40 });
  // As if it had been killed before its last transaction, and somebody had booked since.
  await owner`DELETE FROM appointment`;
  await owner`DELETE FROM queue_ticket`;
  await owner`UPDATE demo_clinic SET finished_at = NULL`;
  await book(database());
  await seedClinic(owner, { slug: "demo", day: "2026-10-05", patients: 40 });
  expect(await owner`SELECT 1 FROM appointment WHERE provider_name = 'Dr. Real'`).toHaveLength(1);
  expect(await countsOf(database())).toMatchObject({ patients: 40, tickets: 7 });
  expect(await owner`SELECT 1 FROM demo_clinic WHERE finished_at IS NULL`).toHaveLength(0);
});

test("without its audit events a finished clinic is still finished, and what was booked stays", async () => {
  const { owner } = database();
  await owner`DELETE FROM audit_event`;
  await book(database());
  const before = await countsOf(database());
  expect(await ensureDemo(database())).toEqual({ password: null, isNew: false });
  expect(await countsOf(database())).toEqual(before);
});

test("DEMO=off makes no clinic in an empty database", async () => {
  const { owner } = database();
  setEnvironment({ DEMO: "off" });
  expect(await ensureDemo(database())).toBe("absent");
  const tables = await owner<{ name: string }[]>`
    SELECT string_agg(oid::regclass::text, ', ') AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'schema_migration'`;
  await owner.unsafe(`TRUNCATE ${tables[0]?.name}`);
  expect(await ensureDemo(database())).toBe("no clinic");
  expect(await countsOf(database())).toMatchObject({ tenants: 0 });
});
