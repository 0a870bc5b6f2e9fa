import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { aBundle, anObservation, aPatient } from "@/tests/factories";
import { countsOf, importsInto } from "@/tests/factories/imports-into";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const { importFiles, keptResource } = importsInto(database);

function aPractitioner(npi: string, over: object = {}): ReturnType<typeof aPatient> {
  return {
    resourceType: "Practitioner",
    id: randomUUID(),
    identifier: [{ system: "urn:test:npi", value: npi }],
    name: [{ family: "Fay", given: ["Loren"] }],
    ...over,
  };
}

/** What is stored of a type and id, wherever it is kept. */
async function storedOf(type: string, id: string): Promise<unknown> {
  const [row] = await database().owner<{ resource: string }[]>`
    SELECT resource FROM record WHERE resource_type = ${type} AND id = ${id}
    UNION ALL SELECT resource FROM fhir_resource WHERE resource_type = ${type} AND id = ${id}`;
  return row && JSON.parse(row.resource);
}

test("a practitioner who comes again under another id is the one known by the identifier", async () => {
  const npi = randomUUID();
  const known = aPractitioner(npi);
  const other = aPractitioner(npi, { name: [{ family: "Fay-Smith" }] });
  const patient = aPatient({ generalPractitioner: [{ reference: `urn:uuid:${other.id}` }] });
  const files = {
    "1-practitioner.json": aBundle("transaction", [known]),
    "2.json": aBundle("transaction", [other, patient]),
  };
  const first = await importFiles(files);
  const again = await importFiles(files);
  expect(first.resources.Practitioner).toMatchObject({ created: 1, unchanged: 1 });
  expect(countsOf(again)).toEqual({ created: 0, updated: 0, unchanged: 3, rejected: 0 });
  const [row] = await database().owner`SELECT resource FROM patient WHERE id = ${patient.id}`;
  expect(JSON.parse(String(row?.resource)).generalPractitioner).toEqual([
    { reference: `Practitioner/${known.id}` },
  ]);
});

test("an entry with ifNoneExist is left out when the resource is there, and references go to that", async () => {
  const value = randomUUID();
  const place = (id: string) => ({
    resourceType: "Location",
    id,
    identifier: [{ system: "urn:test:place", value }],
    name: `Ward ${id.slice(0, 4)}`,
  });
  const [here, there] = [place(randomUUID()), place(randomUUID())];
  const request = {
    request: { method: "POST", url: "Location", ifNoneExist: `identifier=urn:test:place|${value}` },
  };
  const first = await importFiles({ "a.json": aBundle("batch", [here], request) });
  const second = await importFiles({ "a.json": aBundle("batch", [there], request) });
  expect([countsOf(first).created, countsOf(second).unchanged]).toEqual([1, 1]);
  expect(await keptResource("Location", there.id)).toBeUndefined();
});

test("two patients with the same record number get different ones, the same on every import", async () => {
  const identifier = [{ type: { coding: [{ code: "MR" }] }, value: randomUUID() }];
  const [one, two] = [aPatient({ identifier }), aPatient({ identifier })];
  const mrns = async (): Promise<unknown[]> =>
    [
      ...(await database().owner`SELECT mrn FROM patient WHERE id IN (${one.id}, ${two.id}) ORDER BY mrn`),
    ].map(({ mrn }) => mrn);
  await importFiles({ "a.json": aBundle("collection", [one, two]) });
  const before = await mrns();
  await importFiles({ "a.json": aBundle("collection", [two, { ...one, gender: "other" }]) });
  expect(before).toEqual([identifier[0]?.value, `${identifier[0]?.value}-2`]);
  expect(await mrns()).toEqual(before);
});

test("two copies of one chart entry that differ are not both right: the second is refused, every time", async () => {
  const patient = aPatient();
  const weight = anObservation(`Patient/${patient.id}`);
  const files = {
    "1.json": aBundle("collection", [patient, weight]),
    "2.json": { ...weight, status: "amended" },
  };
  const first = await importFiles(files);
  const again = await importFiles(files);
  expect(first.rejected).toMatchObject([
    { id: weight.id, reason: "another copy with other content came earlier in this import" },
  ]);
  expect(countsOf(again)).toEqual({ created: 0, updated: 0, unchanged: 2, rejected: 1 });
});

test.each(["first", "last"])(
  "two types that share an id keep it, the observation coming %s",
  async (order) => {
    const patient = aPatient();
    const subject = { reference: `Patient/${patient.id}` };
    const weight = anObservation(subject.reference);
    const condition = { resourceType: "Condition", id: weight.id, code: { text: "Asthma" }, subject };
    const device = { resourceType: "Device", id: weight.id, status: "active" };
    const both = order === "first" ? [weight, condition, device] : [device, condition, weight];
    const lines = [patient, ...both].map((resource) => JSON.stringify(resource)).join("\n");
    const first = await importFiles({ "a.ndjson": lines });
    const again = await importFiles({ "a.ndjson": lines });
    expect(first.rejected).toEqual([]);
    expect(countsOf(again)).toEqual({ created: 0, updated: 0, unchanged: 4, rejected: 0 });
    for (const resource of both) expect(await storedOf(resource.resourceType, weight.id)).toEqual(resource);
    const changed = await importFiles({
      "b.json": { ...condition, code: { text: "Gout" } },
      "c.json": weight,
    });
    expect(countsOf(changed)).toEqual({ created: 0, updated: 1, unchanged: 1, rejected: 0 });
    expect(await storedOf("Observation", weight.id)).toEqual(weight);
  },
);

test("two types that share an id do not stand in each other's way when one changes within an import", async () => {
  const patient = aPatient();
  const weight = anObservation(`Patient/${patient.id}`);
  const condition = {
    resourceType: "Condition",
    id: weight.id,
    code: { text: "Asthma" },
    subject: { reference: `Patient/${patient.id}` },
  };
  await importFiles({ "a.json": aBundle("collection", [patient, weight]) });
  const report = await importFiles({ "1.json": condition, "2.json": { ...weight, status: "amended" } });
  expect(report).toMatchObject({ rejected: [], resources: { Observation: { updated: 1 } } });
});
