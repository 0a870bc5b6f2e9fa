import { randomBytes, randomUUID } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { testDatabaseName, withDatabaseName } from "@/tests/harness/template-database";
import { createPool, type Sql } from "./client";
import { migrate } from "./migrate";
import { migrationsFolder } from "./migration-files";

// What the release before 0005_resources left: charts, whole resources and versions without a maker.
const RELEASED = ["0001_tenancy", "0002_patients", "0003_records", "0004_ledger"];
const tenantId = randomUUID();
const [patientId, factId, noteId, deviceId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const movingId = randomUUID();

let server: Sql;
let owner: Sql;
let name: string;
let before: unknown;
let after: unknown;

beforeAll(async () => {
  server = createPool(inject("serverUrl"), { max: 1, applicationName: "test" });
  name = testDatabaseName(inject("run"), `migrate_${randomBytes(6).toString("hex")}`);
  await server.unsafe(`CREATE DATABASE "${name}"`);
  const ownerUrl = withDatabaseName(inject("serverUrl"), name);
  owner = createPool(ownerUrl, { max: 1, applicationName: "test" });
  const folder = mkdtempSync(join(tmpdir(), "swiftchart-released-"));
  for (const file of RELEASED)
    copyFileSync(join(migrationsFolder(), `${file}.sql`), join(folder, `${file}.sql`));
  await migrate({ ownerUrl, folder });
  rmSync(folder, { recursive: true });
  await givenReleasedData();
  before = await counters();
  await migrate({ ownerUrl });
  after = await counters();
});

afterAll(async () => {
  await owner?.end();
  await server?.unsafe(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  await server?.end();
});

async function counters(): Promise<unknown> {
  return await owner`SELECT c.version AS chart, d.version AS directory FROM patient_chart c JOIN directory_version d USING (tenant_id)`;
}

async function givenReleasedData(): Promise<void> {
  await owner`INSERT INTO tenant (tenant_id, slug, name) VALUES (${tenantId}, 'old', 'Old')`;
  await owner`INSERT INTO directory_version (tenant_id) VALUES (${tenantId})`;
  await owner`
    INSERT INTO patient (tenant_id, id, mrn, mrn_key, version, resource, created_at)
    VALUES (${tenantId}, ${patientId}, 'A1', 'a1', 3, '{"resourceType":"Patient"}', '2025-01-01T00:00:00Z'),
           (${tenantId}, ${movingId}, 'A2', 'a2', 1, '{"telecom":[{"period":{"end":"2091"}}]}', '2025-01-01T00:00:00Z')`;
  const fact = '{"resourceType":"MedicationStatement","x":1.50}';
  await owner`
    INSERT INTO record (tenant_id, patient_id, id, type, title, version, resource, created_at)
    VALUES (${tenantId}, ${patientId}, ${factId}, 'medication', 'Aspirin', 2, ${fact}::text::json, '2025-01-01T00:00:00Z'),
           (${tenantId}, ${patientId}, ${noteId}, 'allergy', 'Penicillin', 1, '{}'::json, '2025-01-01T00:00:00Z')`;
  await owner`
    INSERT INTO fhir_resource (tenant_id, resource_type, id, version, resource, content_hash)
    VALUES (${tenantId}, 'Device', ${deviceId}, 2, '{}', '\\x00')`;
  await owner`
    INSERT INTO resource_history (tenant_id, resource_type, resource_id, version, resource, replaced_at, replaced_by)
    VALUES (${tenantId}, 'Patient', ${patientId}, 1, '{"v":1}', '2025-02-01T00:00:00Z', 'import'),
           (${tenantId}, 'Patient', ${patientId}, 2, '{"v":2}', '2025-03-01T00:00:00Z', 'nightly'),
           (${tenantId}, 'MedicationStatement', ${factId}, 1, '{}', '2025-02-01T00:00:00Z', 'import'),
           (${tenantId}, 'Device', ${deviceId}, 1, '{}', '2025-02-01T00:00:00Z', 'import')`;
}

test("each chart row has the type its resource says, else the one its facts have", async () => {
  const rows = await owner`SELECT id, resource_type, resource FROM record ORDER BY title`;
  expect([...rows]).toEqual([
    {
      id: factId,
      resource_type: "MedicationStatement",
      resource: '{"resourceType":"MedicationStatement","x":1.50}',
    },
    { id: noteId, resource_type: "AllergyIntolerance", resource: "{}" },
  ]);
});

test("two types may share an id from now on", async () => {
  await owner`
    INSERT INTO record (tenant_id, patient_id, resource_type, id, type, title, resource)
    VALUES (${tenantId}, ${patientId}, 'Condition', ${factId}, 'condition', 'Asthma', '{}'::json)`;
  expect(await owner`SELECT 1 FROM record WHERE id = ${factId}`).toHaveLength(2);
});

test("a version knows who made it where the one before it told, and nothing is made up", async () => {
  const versions = await owner`
    SELECT version, resource, made_at, made_by_name, reason, replaced_at FROM resource_history
    WHERE resource_id = ${patientId} ORDER BY version`;
  expect([...versions]).toEqual([
    {
      version: 1,
      resource: '{"v":1}',
      made_at: "2025-01-01T00:00:00.000Z",
      made_by_name: null,
      reason: null,
      replaced_at: "2025-02-01T00:00:00.000Z",
    },
    {
      version: 2,
      resource: '{"v":2}',
      made_at: "2025-02-01T00:00:00.000Z",
      made_by_name: "import",
      reason: "import",
      replaced_at: "2025-03-01T00:00:00.000Z",
    },
  ]);
  const live = await owner`
    SELECT updated_by_name AS name, change_reason AS reason FROM patient WHERE id = ${patientId}
    UNION ALL (SELECT updated_by_name, change_reason FROM record WHERE type <> 'condition' ORDER BY title)
    UNION ALL SELECT updated_by_name, change_reason FROM fhir_resource`;
  expect([...live]).toEqual([
    { name: "nightly", reason: "import" },
    { name: "import", reason: "import" },
    { name: null, reason: null },
    { name: "import", reason: "import" },
  ]);
});

test("no chart and no directory counts the move as a change", async () => {
  expect(after).toEqual(before);
  const triggers =
    await owner`SELECT 1 FROM pg_trigger WHERE tgenabled <> 'O' AND tgrelid::regclass::text IN ('patient', 'record', 'fhir_resource')`;
  expect(triggers).toHaveLength(0);
});

test("patients of whom a period may turn are looked at by the job's first run, the others never", async () => {
  const rows = await owner`SELECT id, next_change_at::text AS due FROM patient ORDER BY mrn`;
  expect([...rows]).toEqual([
    { id: patientId, due: null },
    { id: movingId, due: "-infinity" },
  ]);
});
