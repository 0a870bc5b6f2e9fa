import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { getBalance } from "@/lib/billing";
import { closeEvents } from "@/lib/events";
import { importPaths } from "@/lib/ingest";
import { getPatient } from "@/lib/patients";
import type { Ctx } from "@/lib/tenancy";
import { aBundle, aClaim, anObservation, aPatient, givenContext, givenFiles } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { getSummary } from "./get-summary";
import { listLedger } from "./list-ledger";
import { listRecords } from "./list-records";

const database = testDatabase();
const ZONES = ["Pacific/Pago_Pago", "America/Chicago", "UTC", "Asia/Tokyo", "Pacific/Kiritimati"];
const patient = aPatient({ deceasedDateTime: "2025-05-01" });
const subject = `urn:uuid:${patient.id}`;
const dated = anObservation(subject, { effectiveDateTime: "2025-03-08" });
const atMonth = anObservation(subject, { effectiveDateTime: "2025-04" });
// New Year's Eve in Chicago, New Year in London and Tokyo.
const atNight = anObservation(subject, { effectiveDateTime: "2024-12-31T23:00:00-06:00" });
let ctx: Ctx;

beforeAll(async () => {
  ctx = await givenContext(database().owner, "admin");
});
afterAll(closeEvents);

let importing: Promise<unknown> | undefined;
beforeEach(async () => {
  importing ??= importChart();
  await importing;
});

async function importChart(): Promise<void> {
  const claim = aClaim(subject, { created: "2025-03-08" });
  const bundle = aBundle("collection", [patient, dated, atMonth, atNight, claim]);
  await importPaths(ctx, [await givenFiles({ "one.json": bundle })]);
}

const inZone = (timeZone: string): Ctx => ({ ...ctx, tenant: { ...ctx.tenant, timeZone } });

async function idsOf(timeZone: string, range: { from?: string; to?: string }): Promise<string[]> {
  const page = await listRecords(inZone(timeZone), patient.id, { ...range, limit: 20 });
  return page.items.map(({ id }) => id);
}

test.each(ZONES)("in %s what was dated by its day is found under that day and no other", async (zone) => {
  expect(await idsOf(zone, { from: "2025-03-08", to: "2025-03-08" })).toEqual([dated.id]);
  expect(await idsOf(zone, { from: "2025-03-09", to: "2025-03-31" })).toEqual([]);
  expect(await idsOf(zone, { from: "2025-01-02", to: "2025-03-07" })).toEqual([]);
  expect(await idsOf(zone, { from: "2025-04-01", to: "2025-04-01" })).toEqual([atMonth.id]);
});

test.each([
  ["America/Chicago", "2024-12-31"],
  ["UTC", "2025-01-01"],
  ["Asia/Tokyo", "2025-01-01"],
])("in %s an evening measurement was taken on %s", async (zone, day) => {
  expect(await idsOf(zone, { from: day, to: day })).toEqual([atNight.id]);
  expect(await idsOf(zone, { to: day })).toEqual([atNight.id]);
  const other = day === "2025-01-01" ? "2024-12-31" : "2025-01-01";
  expect(await idsOf(zone, { from: other, to: other })).toEqual([]);
});

test("between instants the first belongs to the range and the last does not", async () => {
  const at = "2025-01-01T05:00:00Z";
  expect(await idsOf("UTC", { from: at, to: "2025-01-01T05:00:01Z" })).toEqual([atNight.id]);
  expect(await idsOf("UTC", { from: "2024-12-31T00:00:00Z", to: at })).toEqual([]);
});

test.each(ZONES)(
  "in %s a death, a measurement and a charge that were dated by the day are of that day",
  async (zone) => {
    expect((await getPatient(inZone(zone), patient.id)).deceasedAt).toBe("2025-05-01");
    const { summary } = await getSummary(inZone(zone), patient.id);
    expect(summary.patient.deceasedAt).toBe("2025-05-01");
    expect(summary.vitals["29463-7"]?.takenAt).toBe("2025-04");
    const { items } = await listLedger(inZone(zone), patient.id, { limit: 5 });
    expect(items.map(({ postedAt }) => postedAt)).toEqual(["2025-03-08"]);
  },
);

test.each(ZONES)("in %s a balance as of a day has the entries of that day", async (zone) => {
  const amountOf = async (asOf: string) => (await getBalance(inZone(zone), patient.id, asOf)).amount;
  expect(await amountOf("2025-03-07")).toBe("0.000000");
  expect(await amountOf("2025-03-08")).toBe("100.000000");
});
