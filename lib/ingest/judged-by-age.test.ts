import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { closeEvents } from "@/lib/events";
import { closeJobs } from "@/lib/jobs";
import { changePatient } from "@/lib/patients";
import { lockImports } from "@/lib/resources";
import { systemContext, withTransaction } from "@/lib/tenancy";
import { jobHandlers } from "@/scripts/jobs/handlers";
import { aBundle, anObservation, aPatient, givenContext, givenFiles } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { untilSomebodyWaits } from "@/tests/harness/until-somebody-waits";
import { importPaths } from "./import-paths";

const database = testDatabase();
const INFANT = "2024-01-10";

afterAll(async () => {
  await closeJobs(0);
  await closeEvents();
});

const importer = () => systemContext(database().owner, { tenant: "demo", actor: "import" });

async function importFile(content: object): Promise<void> {
  await importPaths(await importer(), [await givenFiles({ "one.json": content })]);
}

/** A pulse of 130 a minute: high for an adult, usual for an infant. */
function aPulse(patientId: string) {
  return anObservation(`Patient/${patientId}`, {
    code: { coding: [{ system: "http://loinc.org", code: "8867-4" }] },
    valueQuantity: { value: 130, unit: "/min", system: "http://unitsofmeasure.org", code: "/min" },
  });
}

async function flagOf(id: string): Promise<string | null | undefined> {
  const [row] = await database().owner`SELECT abnormal FROM record WHERE id = ${id}`;
  return row?.abnormal;
}

async function correctBirthDate(patientId: string, birthDate: string): Promise<void> {
  const ctx = await givenContext(database().owner, "reception");
  await withTransaction(ctx, (tx) =>
    changePatient(ctx, tx, { patientId, version: 1, change: { birthDate } }),
  );
}

test("a birth date corrected here judges what is imported beside the patient's former copy", async () => {
  const patient = aPatient();
  const pulse = aPulse(patient.id);
  await importFile(patient);
  await correctBirthDate(patient.id, INFANT);
  await importFile(aBundle("collection", [patient, pulse]));
  expect(await flagOf(pulse.id)).toBeNull();
});

test("a birth date that is imported corrected judges what was in the chart", async () => {
  const patient = aPatient();
  const pulse = aPulse(patient.id);
  await importFile(aBundle("collection", [patient, pulse]));
  expect(await flagOf(pulse.id)).toBe("high");
  await importFile({ ...patient, birthDate: INFANT });
  expect(await flagOf(pulse.id)).toBeNull();
  await importFile({ ...patient, birthDate: undefined });
  expect(await flagOf(pulse.id)).toBeNull();
});

test("judging anew waits for the import that is writing", async () => {
  const ctx = await importer();
  const patient = aPatient({ birthDate: INFANT });
  await importFile(patient);
  let judging = Promise.resolve();
  const id = randomUUID();
  await withTransaction(ctx, async (tx) => {
    await lockImports(tx, ctx.tenant.id);
    judging = jobHandlers["judge-vitals"]({ tenantId: ctx.tenant.id, patientId: patient.id });
    await untilSomebodyWaits(database().owner);
    await tx`
      INSERT INTO record (tenant_id, patient_id, resource_type, id, type, at, title, code, abnormal, search, resource, value_number, unit)
      VALUES (${ctx.tenant.id}, ${patient.id}, 'Observation', ${id}, 'observation', '2024-02-29', 'Heart rate', '8867-4', 'high', '',
              ${JSON.stringify({ ...aPulse(patient.id), id })}::text::json, 130, '/min')`;
  });
  await judging;
  expect(await flagOf(id)).toBeNull();
});
