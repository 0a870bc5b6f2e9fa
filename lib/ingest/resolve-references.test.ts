import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { aBundle, anObservation, aPatient } from "@/tests/factories";
import { countsOf, importsInto } from "@/tests/factories/imports-into";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const { importFiles, recordOf, keptResource } = importsInto(database);

function aPractitioner(npi: string, over: object = {}): ReturnType<typeof aPatient> {
  return {
    resourceType: "Practitioner",
    id: randomUUID(),
    identifier: [{ system: "urn:test:npi", value: npi }],
    name: [{ family: "Fay", given: ["Loren"] }],
    ...over,
  };
}

function mrnOf(patient: ReturnType<typeof aPatient>): unknown {
  return (patient.identifier as { value: string }[])[0]?.value;
}

test("urn:uuid and plain references become the addresses of what is stored", async () => {
  const patient = aPatient({ id: "example" });
  const visit = {
    resourceType: "Encounter",
    id: randomUUID(),
    status: "finished",
    class: { code: "AMB" },
    subject: { reference: "Patient/example" },
    period: { start: "2024-02-29T09:00:00Z" },
  };
  const weight = anObservation("Patient/example", { encounter: { reference: `urn:uuid:${visit.id}` } });
  const plain = { resourceType: "Bundle", type: "collection", entry: [{ resource: patient }] };
  const report = await importFiles({ "1.json": aBundle("batch", [visit, weight]), "2.json": plain });
  const [stored] = await database()
    .owner`SELECT id, last_seen_at FROM patient WHERE resource->>'gender' = 'female' AND mrn = ${String(mrnOf(patient))}`;
  const record = await recordOf(weight.id);
  expect(report).toMatchObject({ unresolved: [], rejected: [] });
  expect(record).toMatchObject({ patient_id: stored?.id, encounter_id: visit.id });
  expect(JSON.parse(String(record?.resource))).toMatchObject({
    subject: { reference: `Patient/${stored?.id}` },
    encounter: { reference: `Encounter/${visit.id}` },
  });
  expect(stored?.last_seen_at).toBe("2024-02-29T09:00:00.000Z");
});

test("a fact that comes before its patient waits and then stands in the chart", async () => {
  const patient = aPatient();
  const weight = anObservation(`Patient/${patient.id}`);
  const before = await importFiles({ "Observation.ndjson": JSON.stringify(weight) });
  expect(before.unresolved).toEqual([
    expect.objectContaining({
      from: `Observation/${weight.id}`,
      path: "subject.reference",
      reference: `Patient/${patient.id}`,
    }),
  ]);
  expect(await recordOf(weight.id)).toBeUndefined();
  const after = await importFiles({ "Patient.ndjson": JSON.stringify(patient) });
  expect(after).toMatchObject({ completed: 1, unresolved: [] });
  expect(await recordOf(weight.id)).toMatchObject({ patient_id: patient.id, version: 1 });
  expect(await keptResource("Observation", weight.id)).toBeUndefined();
  const again = await importFiles({ "Observation.ndjson": JSON.stringify(weight) });
  expect(countsOf(again)).toEqual({ created: 0, updated: 0, unchanged: 1, rejected: 0 });
});

test("a conditional reference finds its target in a later file or import, and is told until then", async () => {
  const npi = randomUUID();
  const search = `Practitioner?identifier=urn:test:npi|${npi}`;
  const patient = aPatient({ generalPractitioner: [{ reference: search }] });
  const files = { "a.json": aBundle("transaction", [patient]) };
  const missing = await importFiles(files);
  const again = await importFiles(files);
  expect(missing.unresolved).toMatchObject([{ from: `Patient/${patient.id}`, reference: search }]);
  expect(again.unresolved).toHaveLength(1);
  const doctor = aPractitioner(npi);
  const brought = await importFiles({ "a.json": files["a.json"], "b.json": aBundle("batch", [doctor]) });
  expect(brought).toMatchObject({ completed: 1, unresolved: [] });
  const [row] = await database().owner`SELECT resource, version FROM patient WHERE id = ${patient.id}`;
  expect(JSON.parse(String(row?.resource)).generalPractitioner).toEqual([
    { reference: `Practitioner/${doctor.id}` },
  ]);
  expect(row?.version).toBe(1);
});

test("a conditional reference that several resources answer leads nowhere and is told", async () => {
  const value = randomUUID();
  const group = () => ({
    resourceType: "Device",
    id: randomUUID(),
    identifier: [{ system: "urn:test:device", value }],
  });
  const patient = aPatient();
  const weight = anObservation(`urn:uuid:${patient.id}`, {
    device: { reference: `Device?identifier=urn:test:device|${value}` },
  });
  const report = await importFiles({ "a.json": aBundle("batch", [group(), group(), patient, weight]) });
  expect(report.unresolved).toMatchObject([{ from: `Observation/${weight.id}`, path: "device.reference" }]);
});

test("a medication that came in an earlier file names the request that refers to it", async () => {
  const patient = aPatient();
  const medication = { resourceType: "Medication", id: randomUUID(), code: { text: "Amoxicillin 500 mg" } };
  const request = {
    resourceType: "MedicationRequest",
    id: randomUUID(),
    status: "active",
    intent: "order",
    subject: { reference: `Patient/${patient.id}` },
    medicationReference: { reference: `Medication/${medication.id}` },
  };
  await importFiles({
    "1.ndjson": [patient, medication].map((one) => JSON.stringify(one)).join("\n"),
    "2.ndjson": JSON.stringify(request),
  });
  expect(await recordOf(request.id)).toMatchObject({ title: "Amoxicillin 500 mg", is_current: true });
});
