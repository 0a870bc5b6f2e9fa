import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { aBundle, anObservation, aPatient, givenFiles } from "@/tests/factories";
import { countsOf, importsInto } from "@/tests/factories/imports-into";
import { testDatabase } from "@/tests/harness/database";
import { importPaths } from "./import-paths";

const database = testDatabase();
const { importer, importFiles, recordOf } = importsInto(database);

async function tarOf(files: Record<string, string>): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of Object.entries(files)) archive.entry({ name }, text);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

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
