import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PATCH } from "@/app/api/patients/[patientId]/route";
import { createToken } from "@/lib/auth";
import { closeEvents } from "@/lib/events";
import { importPaths } from "@/lib/ingest";
import { closeJobs } from "@/lib/jobs";
import { systemContext } from "@/lib/tenancy";
import { aPatient, callRoute, givenContext, givenFiles } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
let token = "";

beforeAll(async () => {
  token = await createToken(database().owner, { tenant: "demo", email: "nurse@demo.test", days: 1 });
});
afterAll(async () => {
  await closeJobs(0);
  await closeEvents();
});

async function givenImported(over: Record<string, unknown> = {}): Promise<string> {
  const patient = aPatient(over);
  const ctx = await systemContext(database().owner, { tenant: "demo", actor: "import" });
  await importPaths(ctx, [await givenFiles({ "patient.json": patient })]);
  return patient.id;
}

async function change(patientId: string, body: unknown, version = 1): Promise<number> {
  const call = { method: "PATCH", params: { patientId }, token, ifMatch: `"${version}"`, body };
  return (await callRoute(PATCH, call)).status;
}

async function stored(id: string) {
  const [row] = await database().owner`
    SELECT version, updated_by AS "updatedBy", updated_by_name AS "updatedByName", resource FROM patient WHERE id = ${id}`;
  return { ...row, resource: JSON.parse(row?.resource) };
}

test("the present version says who made it, by id and name, and the former one who made that", async () => {
  const { owner } = database();
  const id = await givenImported();
  expect(await change(id, { sex: "other" })).toBe(200);
  const nurse = await givenContext(owner, "nurse");
  expect(await stored(id)).toMatchObject({
    version: 2,
    updatedBy: nurse.actor.id,
    updatedByName: nurse.actor.name,
  });
  const former =
    await owner`SELECT version, made_by_name AS name FROM resource_history WHERE resource_id = ${id}`;
  expect(former).toEqual([{ version: 1, name: "import" }]);
});

describe("a day is in the future by the clinic's own clock", () => {
  // Twenty-five hours apart: when it is any time in one, the other is a day behind.
  const EARLIEST = "Pacific/Kiritimati";
  const LATEST = "Pacific/Niue";
  const todayIn = (timeZone: string): string =>
    new Intl.DateTimeFormat("en-CA", { timeZone }).format(new Date());

  test.each([
    [EARLIEST, 200],
    [LATEST, 422],
  ])("in %s", async (timeZone, status) => {
    const { owner } = database();
    const id = await givenImported();
    await owner`UPDATE tenant SET time_zone = ${timeZone} WHERE slug = 'demo'`;
    const answered = await change(id, { birthDate: todayIn(EARLIEST) });
    await owner`UPDATE tenant SET time_zone = 'UTC' WHERE slug = 'demo'`;
    expect(answered).toBe(status);
  });
});

test("a changed name leaves the old one nowhere in what is in use: not in its text either", async () => {
  const name = [{ use: "official", text: "Ama Efua Osei", family: "Osei", given: ["Ama", "Efua"] }];
  const id = await givenImported({ name });
  expect(await change(id, { familyName: "Mensah" })).toBe(200);
  const [official] = (await stored(id)).resource.name;
  expect(official.family).toBe("Mensah");
  expect(official.text ?? "").not.toContain("Osei");
});

test("taking away the address that is shown leaves those that are kept beside it", async () => {
  const billing = { use: "billing", line: ["PO Box 7"], city: "Hull" };
  const old = { use: "old", line: ["2 Low St"], city: "York" };
  const home = { use: "home", line: ["1 High St"], city: "Leeds" };
  const id = await givenImported({ address: [home, billing, old] });
  expect(await change(id, { address: null })).toBe(200);
  expect((await stored(id)).resource.address).toEqual([billing, old]);
});
