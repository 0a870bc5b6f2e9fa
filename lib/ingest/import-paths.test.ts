import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { aBundle, aClaim, anObservation, aPatient, givenFiles } from "@/tests/factories";
import { countsOf, importsInto } from "@/tests/factories/imports-into";
import { testDatabase } from "@/tests/harness/database";
import { importPaths } from "./import-paths";

const database = testDatabase();
const { importer, importFiles, recordOf, balanceOf } = importsInto(database);

async function tarOf(files: Record<string, string>): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of Object.entries(files)) archive.entry({ name }, text);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
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
