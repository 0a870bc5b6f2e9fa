import { afterAll, beforeEach, expect, test } from "vitest";
import { closeEvents } from "@/lib/events";
import { importPaths } from "@/lib/ingest";
import { closeJobs } from "@/lib/jobs";
import { type Ctx, systemContext } from "@/lib/tenancy";
import { aPatient, givenContext, givenFiles, givenTenant } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { renewPatients } from "./renew-patients";
import { searchPatients } from "./search-patients";

const database = testDatabase();
const MARCH = { period: { end: "2091-03-31" } };
const APRIL = { period: { start: "2091-04-01" } };
const TURNING = {
  name: [
    { use: "official", family: "Osei", given: ["Ama"], ...MARCH },
    { use: "official", family: "Mensah", given: ["Ama"], ...APRIL },
  ],
  telecom: [
    { system: "phone", value: "555 010 1111", ...MARCH },
    { system: "phone", value: "555 010 2222", ...APRIL },
  ],
};
/** Midnight in New York, where it is summer already. */
const TURN = new Date("2091-04-01T04:00:00Z");
let slug = "";
let ctx: Ctx;

beforeEach(async () => {
  ({ slug } = await givenTenant(database().owner));
  await database().owner`UPDATE tenant SET time_zone = 'America/New_York' WHERE slug = ${slug}`;
  ctx = await givenContext(database().owner, "nurse", slug);
});
afterAll(async () => {
  await closeJobs(0);
  await closeEvents();
});

async function givenImported(count: number, over: Record<string, unknown> = TURNING): Promise<string[]> {
  const patients = Array.from({ length: count }, () => aPatient(over));
  const importing = await systemContext(database().owner, { tenant: slug, actor: "import" });
  const lines = patients.map((patient) => JSON.stringify(patient)).join("\n");
  await importPaths(importing, [await givenFiles({ "patients.ndjson": Buffer.from(lines) })]);
  return patients.map(({ id }) => id).sort();
}

/** A context of now: lists are kept by the directory's version. */
const fresh = (): Promise<Ctx> => givenContext(database().owner, "nurse", slug);

async function hits(q: string) {
  return (await searchPatients(await fresh(), { q, limit: 20 })).items;
}

async function rows() {
  return database().owner<{ id: string; familyName: string; version: number; due: string | null }[]>`
    SELECT id, family_name AS "familyName", version, next_change_at AS due FROM patient WHERE tenant_id = ${ctx.tenant.id} ORDER BY id`;
}

test("a search shows the name and phone that a period has brought, at the clinic's midnight and not before", async () => {
  const [id = ""] = await givenImported(1);
  expect(await renewPatients(ctx, { now: new Date(TURN.getTime() - 1) })).toBe(0);
  expect(await hits("Osei")).toMatchObject([{ id, familyName: "Osei", phone: "555 010 1111" }]);
  expect(await renewPatients(ctx, { now: TURN })).toBe(1);
  expect(await hits("Ama Mensah")).toMatchObject([
    { id, familyName: "Mensah", phone: "555 010 2222", match: "exact" },
  ]);
  expect(await hits("2222")).toHaveLength(1);
  expect(await hits("1111")).toEqual([]);
});

test("a former name finds the patient as before, shown under the present one", async () => {
  const [id] = await givenImported(1);
  await renewPatients(ctx, { now: TURN });
  expect(await hits("Osei")).toMatchObject([{ id, familyName: "Mensah", match: "exact" }]);
});

test("it makes no version, and done again it changes nothing", async () => {
  await givenImported(1);
  expect(await renewPatients(ctx, { now: TURN })).toBe(1);
  expect(await rows()).toMatchObject([{ familyName: "Mensah", version: 1, due: null }]);
  const { directoryVersion } = await fresh();
  expect(await renewPatients(ctx, { now: TURN })).toBe(0);
  expect((await fresh()).directoryVersion).toBe(directoryVersion);
});

test("a run that is cut short keeps what it has done, and the next one does the rest", async () => {
  const { owner } = database();
  const ids = await givenImported(450);
  await owner.unsafe(
    `ALTER TABLE patient ADD CONSTRAINT test_refuses CHECK (id <> '${ids[420]}' OR family_name = 'Osei')`,
  );
  await expect(renewPatients(ctx, { now: TURN })).rejects.toThrow();
  const done = async () => (await rows()).filter(({ familyName }) => familyName === "Mensah").length;
  expect(await done()).toBe(400);
  await owner`ALTER TABLE patient DROP CONSTRAINT test_refuses`;
  expect(await renewPatients(ctx, { now: TURN })).toBe(50);
  expect(await done()).toBe(450);
});

test("after a change of the time zone the moment is that of the new zone", async () => {
  await givenImported(1);
  const moved = { ...ctx, tenant: { ...ctx.tenant, timeZone: "Pacific/Kiritimati" } };
  expect(await renewPatients(moved, { isZoneNew: true })).toBe(1);
  expect(await rows()).toMatchObject([{ familyName: "Osei", due: "2091-03-31T10:00:00.000Z" }]);
});

test("patients of whom nothing turns, and those of other clinics, are not written", async () => {
  await givenImported(1, {
    telecom: [{ system: "phone", value: "555 010 3333", period: { start: "2001" } }],
  });
  const elsewhere = await givenContext(database().owner, "nurse", "other");
  expect(await rows()).toMatchObject([{ due: null }]);
  await givenImported(1);
  expect(await renewPatients(elsewhere, { now: TURN })).toBe(0);
});
