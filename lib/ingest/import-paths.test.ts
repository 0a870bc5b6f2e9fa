import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { listHistory } from "@/lib/resources";
import { type Ctx, systemContext, withTransaction } from "@/lib/tenancy";
import { aBenefit, aBundle, aClaim, anObservation, aPatient, givenFiles } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { importPaths } from "./import-paths";
import type { ImportReport } from "./schema";

const database = testDatabase();

function importer(slug = "demo"): Promise<Ctx> {
  return systemContext(database().owner, { tenant: slug, actor: "import" });
}

async function importFiles(
  files: Record<string, string | Buffer | object>,
  slug = "demo",
): Promise<ImportReport> {
  return importPaths(await importer(slug), [await givenFiles(files)]);
}

function countsOf({ resources }: ImportReport): Record<string, number> {
  const totals = { created: 0, updated: 0, unchanged: 0, rejected: 0 };
  for (const counts of Object.values(resources)) {
    totals.created += counts.created;
    totals.updated += counts.updated;
    totals.unchanged += counts.unchanged;
    totals.rejected += counts.rejected;
  }
  return totals;
}

async function recordOf(id: string): Promise<Record<string, unknown> | undefined> {
  const [row] = await database().owner`SELECT * FROM record WHERE id = ${id}`;
  return row;
}

async function keptResource(type: string, id: string): Promise<Record<string, unknown> | undefined> {
  const [row] = await database().owner<{ resource: string }[]>`
    SELECT resource FROM fhir_resource WHERE resource_type = ${type} AND id = ${id}`;
  return row && (JSON.parse(row.resource) as Record<string, unknown>);
}

async function balanceOf(patientId: string): Promise<string | undefined> {
  const [row] = await database().owner<
    { amount: string }[]
  >`SELECT amount FROM account_balance WHERE patient_id = ${patientId}`;
  return row?.amount;
}

async function tarOf(files: Record<string, string>): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of Object.entries(files)) archive.entry({ name }, text);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

function aPractitioner(npi: string, over: object = {}): ReturnType<typeof aPatient> {
  return {
    resourceType: "Practitioner",
    id: randomUUID(),
    identifier: [{ system: "urn:test:npi", value: npi }],
    name: [{ family: "Fay", given: ["Loren"] }],
    ...over,
  };
}

test("the same input again changes nothing, from a folder, an archive or NDJSON", async () => {
  const patient = aPatient();
  const weight = anObservation(`urn:uuid:${patient.id}`);
  const claim = aClaim(`urn:uuid:${patient.id}`);
  const text = JSON.stringify(aBundle("transaction", [patient, weight, claim]));
  const first = await importFiles({ "a/b.json": text });
  const again = await importFiles({
    "c.json.gz": gzipSync(text),
    "d.tar.gz": await tarOf({ "x/e.json": text }),
  });
  expect(countsOf(first)).toEqual({ created: 3, updated: 0, unchanged: 0, rejected: 0 });
  expect(countsOf(again)).toEqual({ created: 0, updated: 0, unchanged: 6, rejected: 0 });
  expect(await recordOf(weight.id)).toMatchObject({ version: 1, patient_id: patient.id });
  expect(await balanceOf(patient.id)).toBe("100.000000");
});

test("decimals keep their digits in the resource and in the value", async () => {
  const patient = aPatient();
  const weight = anObservation(`urn:uuid:${patient.id}`);
  const text = JSON.stringify(aBundle("collection", [patient, weight])).replace(
    "64.75",
    "64.7500000000000000100",
  );
  await importFiles({ "a.json": text });
  const record = await recordOf(weight.id);
  expect(record).toMatchObject({
    value_text: "64.7500000000000000100",
    value_number: "64.7500000000000000100",
    at: "2024-02-29T00:00:00.000Z",
  });
  expect(record?.resource).toContain('"value":64.7500000000000000100');
});

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

function mrnOf(patient: ReturnType<typeof aPatient>): unknown {
  return (patient.identifier as { value: string }[])[0]?.value;
}

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

test("a changed resource gets a version and its former text stays in the history", async () => {
  const patient = aPatient();
  const weight = anObservation(`urn:uuid:${patient.id}`);
  await importFiles({ "a.json": aBundle("transaction", [patient, weight]) });
  const corrected = { ...weight, status: "entered-in-error" };
  const report = await importFiles({ "a.json": aBundle("transaction", [patient, corrected]) });
  expect(report.resources.Observation).toEqual({ created: 0, updated: 1, unchanged: 0, rejected: 0 });
  expect(await recordOf(weight.id)).toMatchObject({ version: 2, is_retracted: true });
  const ctx = await importer();
  const history = await withTransaction(ctx, (tx) =>
    listHistory(tx, ctx, { type: "Observation", id: weight.id }),
  );
  expect(history).toEqual([
    {
      type: "Observation",
      id: weight.id,
      version: 1,
      resource: JSON.stringify({ ...weight, subject: { reference: `Patient/${patient.id}` } }),
      madeAt: expect.stringMatching(/^20/),
      madeBy: null,
      madeByName: "import",
      reason: "import",
      replacedAt: expect.stringMatching(/^20/),
    },
  ]);
  expect((await recordOf(weight.id))?.updated_at).toBe(history[0]?.replacedAt);
});

test("invalid resources are refused one by one with place and reason, the rest goes in", async () => {
  const patient = aPatient();
  const weight = anObservation(`urn:uuid:${patient.id}`, { status: "done" });
  const deleted = {
    resource: undefined,
    fullUrl: undefined,
    request: { method: "DELETE", url: "Patient/1" },
  };
  const bundle = aBundle("transaction", [patient, weight]) as { entry: object[] };
  bundle.entry.push(deleted);
  const report = await importFiles({ "a.json": bundle });
  expect(countsOf(report)).toMatchObject({ created: 1, rejected: 1 });
  expect(report.rejected).toEqual([
    expect.objectContaining({
      index: 1,
      resourceType: "Observation",
      id: weight.id,
      reason: 'Unknown code "done" (Observation.status)',
    }),
    expect.objectContaining({ index: 2, resourceType: null, reason: expect.stringContaining('"DELETE"') }),
  ]);
});

test("what is wrong in the JSON of one resource refuses that resource alone", async () => {
  const [good, bad] = [aPatient(), aPatient()];
  const text = JSON.stringify(aBundle("collection", [good, bad])).replace(
    `"id":"${bad.id}"`,
    `"id":"${bad.id}","gender":"male"`,
  );
  const report = await importFiles({ "a.json": text });
  expect(report.resources.Patient).toMatchObject({ created: 1, rejected: 1 });
  expect(report.rejected[0]).toMatchObject({
    index: 1,
    id: bad.id,
    reason: 'the key "gender" is given twice (entry[1].resource.gender)',
  });
});

test("files that cannot be read are refused each with one line, and leave nothing behind", async () => {
  const patient = aPatient();
  const text = JSON.stringify(patient);
  const zipped = gzipSync(`${text}\n`.repeat(2000));
  const report = await importFiles({
    "broken.json": '{"resourceType":"Patient"',
    "empty.json": "",
    "latin1.json": Buffer.from('{"resourceType":"Patient","name":[{"family":"Ordóñez"}]}', "latin1"),
    "no-gzip.json.gz": "plain",
    "notes.txt": "left out",
    "truncated.ndjson.gz": zipped.subarray(0, -20),
    "truncated.tar.gz": (await tarOf({ "a.json": text })).subarray(0, -12),
    "utf16.json": Buffer.from(`\ufeff${text}`, "utf16le"),
  });
  expect(report.rejected.map(({ file, reason }) => [file.replace(/^.*\//, ""), reason])).toEqual([
    ["broken.json", 'not JSON: the text ends at line 1, column 26; expected "," or "}"'],
    ["empty.json", "not JSON: the text ends at line 1, column 1; expected a value"],
    ["latin1.json", "the text is not valid UTF-8"],
    ["no-gzip.json.gz", "the gzip file is damaged"],
    ["truncated.ndjson.gz", "the gzip file is truncated"],
    ["truncated.tar.gz", "the gzip file is truncated"],
    ["utf16.json", "the text is UTF-16, not UTF-8"],
  ]);
  expect(report.ignored).toBe(1);
  expect(await database().owner`SELECT 1 FROM patient WHERE id = ${patient.id}`).toHaveLength(0);
});

test("a path that is not there is told; a byte order mark and a bad line of NDJSON do not stop the others", async () => {
  const [one, two] = [aPatient(), aPatient()];
  const folder = await givenFiles({
    "p.ndjson": `\ufeff${JSON.stringify(one)}\r\n\nnot json\n${JSON.stringify(two)}`,
  });
  const report = await importPaths(await importer(), [`${folder}/none`, folder]);
  expect(report.resources.Patient).toMatchObject({ created: 2 });
  expect(report.rejected).toEqual([
    expect.objectContaining({
      file: `${folder}/none`,
      index: null,
      reason: "there is no such file or folder",
    }),
    expect.objectContaining({ index: 2, reason: "not JSON: expected a value at column 1" }),
  ]);
});

test("another tenant's patient of the same id is another row, and neither import sees the other", async () => {
  const patient = aPatient();
  const weight = anObservation(`Patient/${patient.id}`);
  await importFiles({ "a.json": aBundle("transaction", [patient]) }, "other");
  const report = await importFiles({ "b.json": weight });
  expect(report.unresolved).toHaveLength(1);
  const rows = await database()
    .owner`SELECT slug FROM patient JOIN tenant USING (tenant_id) WHERE id = ${patient.id}`;
  expect([...rows]).toEqual([{ slug: "other" }]);
});

test("claims charge the account and benefits pay; a changed total is a reversal and a new entry", async () => {
  const patient = aPatient();
  const claim = aClaim(`Patient/${patient.id}`);
  const benefit = aBenefit(`Patient/${patient.id}`);
  const unpaid = aBenefit(`Patient/${patient.id}`, { payment: undefined });
  const report = await importFiles({ "a.json": aBundle("transaction", [patient, claim, benefit, unpaid]) });
  expect(await balanceOf(patient.id)).toBe("69.500000");
  expect(report.withoutEntry).toMatchObject([
    { resourceType: "ExplanationOfBenefit", id: unpaid.id, reason: "payment.amount is absent" },
  ]);
  const lowered = { ...claim, total: { value: 80.25, currency: "USD" } };
  await importFiles({ "a.json": aBundle("transaction", [lowered]) });
  await importFiles({ "a.json": aBundle("transaction", [lowered]) });
  expect(await balanceOf(patient.id)).toBe("49.750000");
  const entries = await database()
    .owner`SELECT kind, amount FROM journal_entry WHERE source_id = ${claim.id} ORDER BY amount`;
  expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
    ["reversal", "-100.000000"],
    ["charge", "80.250000"],
    ["charge", "100.000000"],
  ]);
  await importFiles({ "a.json": aBundle("transaction", [{ ...lowered, status: "cancelled" }]) });
  expect(await balanceOf(patient.id)).toBe("-30.500000");
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

/** What is stored of a type and id, wherever it is kept. */
async function storedOf(type: string, id: string): Promise<unknown> {
  const [row] = await database().owner<{ resource: string }[]>`
    SELECT resource FROM record WHERE resource_type = ${type} AND id = ${id}
    UNION ALL SELECT resource FROM fhir_resource WHERE resource_type = ${type} AND id = ${id}`;
  return row && JSON.parse(row.resource);
}

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

test("a claim and a benefit that share an id each have their own entry, and a change reverses the right one", async () => {
  const patient = aPatient();
  const claim = aClaim(`Patient/${patient.id}`);
  const benefit = { ...aBenefit(`Patient/${patient.id}`), id: claim.id };
  await importFiles({ "a.json": aBundle("collection", [patient, claim]), "b.json": benefit });
  expect(await balanceOf(patient.id)).toBe("69.500000");
  const cancelled = { ...claim, status: "cancelled" };
  await importFiles({ "a.json": cancelled, "b.json": { ...benefit, disposition: "Paid" } });
  expect(await balanceOf(patient.id)).toBe("-30.500000");
  const entries = await database()
    .owner`SELECT source_type, kind, amount FROM journal_entry WHERE source_id = ${claim.id} ORDER BY amount`;
  expect([...entries]).toEqual([
    { source_type: "Claim", kind: "reversal", amount: "-100.000000" },
    { source_type: "ExplanationOfBenefit", kind: "insurer-payment", amount: "-30.500000" },
    { source_type: "Claim", kind: "charge", amount: "100.000000" },
  ]);
});

test("a file that the database refuses is rejected whole and the next one goes in", async () => {
  const [bad, good] = [aPatient(), aPatient()];
  const owner = database().owner;
  await owner.unsafe(`ALTER TABLE patient ADD CONSTRAINT test_refuses CHECK (id <> '${bad.id}')`);
  const report = await importFiles({ "1.json": aBundle("collection", [aPatient(), bad]), "2.json": good });
  await owner`ALTER TABLE patient DROP CONSTRAINT test_refuses`;
  expect(report.rejected).toMatchObject([
    { index: null, reason: "the database refused the file (SQLSTATE 23514); nothing of it was written" },
  ]);
  expect(report.resources).toEqual({ Patient: { created: 1, updated: 0, unchanged: 0, rejected: 0 } });
});

test("every transaction of an import leaves an audit event with counts and no names", async () => {
  const patient = aPatient();
  await importFiles({ "Osei_Ama.json": aBundle("transaction", [patient]) });
  const [event] = await database()
    .owner`SELECT action, actor, outcome, detail FROM audit_event WHERE patient_id = ${patient.id}`;
  expect(event).toEqual({
    action: "import.batch",
    actor: "import",
    outcome: "success",
    detail: { created: 1, updated: 0, unchanged: 0, rejected: 0 },
  });
});

test("an interrupted import keeps what is in and starts no other file", async () => {
  const [one, two] = [aPatient(), aPatient()];
  const folder = await givenFiles({ "1.json": one, "2.json": two, "3.json": aPatient() });
  const stop = new AbortController();
  const report = await importPaths(await importer(), [folder], {
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  expect(countsOf(report).created).toBeLessThan(3);
  expect(countsOf(report).created).toBeGreaterThan(0);
});

test("two imports of the same files at once end as one", async () => {
  const patient = aPatient();
  const files = await givenFiles({
    "a.json": aBundle("transaction", [patient, aClaim(`urn:uuid:${patient.id}`)]),
  });
  const ctx = await importer();
  const reports = await Promise.all([importPaths(ctx, [files]), importPaths(ctx, [files])]);
  expect(reports.map(({ rejected }) => rejected)).toEqual([[], []]);
  expect(reports.map((report) => countsOf(report).created).sort()).toEqual([0, 2]);
  expect(await balanceOf(patient.id)).toBe("100.000000");
});

test("the application's role writes an import; nothing of it needs more rights", async () => {
  const ctx = await importer();
  const [row] = await withTransaction(
    ctx,
    (tx) => tx`SELECT current_user AS name, rolsuper FROM pg_roles WHERE rolname = current_user`,
  );
  expect(row).toEqual({ name: "swiftchart_app", rolsuper: false });
});

test("what no index could hold goes in all the same: endless names, codes and identifiers", async () => {
  const endless = "y".repeat(20_000);
  const patient = aPatient({
    name: [{ family: endless, given: [endless] }],
    identifier: [{ system: "urn:test", value: endless }],
    telecom: [{ system: "phone", value: "1".repeat(20_000) }],
    managingOrganization: { reference: `Organization?identifier=urn:test|${endless}` },
  });
  const code = { coding: [{ system: "urn:test", code: endless }], text: endless };
  const weight = anObservation(`urn:uuid:${patient.id}`, { code });
  const report = await importFiles({ "a.json": aBundle("transaction", [patient, weight]) });
  expect(report).toMatchObject({ rejected: [], unresolved: [{ from: `Patient/${patient.id}` }] });
  expect(countsOf(report).created).toBe(2);
});

test("300 KB that unpack to 300 MB of blank lines are refused alone, and an interruption is heard while they are read", async () => {
  const bomb = gzipSync(Buffer.alloc(300_000_000, "\n"));
  const report = await importFiles({ "1.ndjson.gz": bomb, "2.json": aPatient() });
  expect(countsOf(report).created).toBe(1);
  expect(report.rejected.map(({ reason }) => reason)).toEqual([
    "the gzip file unpacks to more than 250 times its size",
  ]);
  const blank = gzipSync(Buffer.alloc(60_000_000, "\n"));
  const folder = await givenFiles({ "1.ndjson.gz": blank, "2.json": aPatient() });
  const stop = new AbortController();
  setImmediate(() => stop.abort());
  const interrupted = await importPaths(await importer(), [folder], { signal: stop.signal });
  expect(countsOf(interrupted)).toEqual({ created: 0, updated: 0, unchanged: 0, rejected: 0 });
});

test("a dosage in a narrative's title costs no allergy", async () => {
  const patient = aPatient();
  const allergy = {
    resourceType: "AllergyIntolerance",
    id: randomUUID(),
    text: {
      status: "generated",
      div: '<div xmlns="http://www.w3.org/1999/xhtml"><span title="take once = 1 tablet">Penicillin</span></div>',
    },
    patient: { reference: `urn:uuid:${patient.id}` },
    clinicalStatus: {
      coding: [
        { system: "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", code: "active" },
      ],
    },
    code: { text: "Penicillin" },
  };
  const report = await importFiles({ "a.json": aBundle("transaction", [patient, allergy]) });
  expect(report.rejected).toEqual([]);
  expect(await recordOf(allergy.id)).toMatchObject({ type: "allergy", title: "Penicillin" });
});
