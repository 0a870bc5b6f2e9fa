import { afterAll, beforeEach, expect, test } from "vitest";
import { PATCH } from "@/app/api/patients/[patientId]/route";
import { createToken } from "@/lib/auth";
import { closeEvents } from "@/lib/events";
import { importPaths } from "@/lib/ingest";
import { closeJobs } from "@/lib/jobs";
import { systemContext } from "@/lib/tenancy";
import { aPatient, callRoute, givenContext, givenFiles, givenTenant } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { renewPatients } from "./renew-patients";
import { searchPatients } from "./search-patients";

const database = testDatabase();
let slug = "";
let token = "";

beforeEach(async () => {
  ({ slug } = await givenTenant(database().owner));
  token = await createToken(database().owner, { tenant: slug, email: `nurse@${slug}.test`, days: 1 });
});
afterAll(async () => {
  await closeJobs(0);
  await closeEvents();
});

async function importing(patient: { id: string }): Promise<void> {
  const ctx = await systemContext(database().owner, { tenant: slug, actor: "import" });
  await importPaths(ctx, [await givenFiles({ "patient.json": patient })]);
}

const named = (family: string, given = "Ama") => ({ name: [{ use: "official", family, given: [given] }] });

async function givenPerson(family: string) {
  const patient = aPatient(named(family));
  await importing(patient);
  let version = 1;
  const change = async (body: unknown): Promise<void> => {
    const call = { method: "PATCH", params: { patientId: patient.id }, token, ifMatch: `"${version++}"` };
    expect((await callRoute(PATCH, { ...call, body })).status).toBe(200);
  };
  return { patient, change };
}

/** Who is found, as `family match`. */
async function hits(q: string): Promise<string[]> {
  const ctx = await givenContext(database().owner, "nurse", slug);
  const { items } = await searchPatients(ctx, { q, limit: 20 });
  return items.map(({ familyName, match }) => `${familyName} ${match}`);
}

test("who has married is found by the earlier name, whole, begun and with the given name, and shown by the present one", async () => {
  const { change } = await givenPerson("Osei-Tutu");
  await change({ familyName: "Mensah" });
  expect(await hits("Mensah")).toEqual(["Mensah exact"]);
  for (const q of ["Osei", "osei-tutu", "Ama Osei"]) expect(await hits(q)).toEqual(["Mensah exact"]);
  expect(await hits("ose am")).toEqual(["Mensah prefix"]);
  expect(await hits("Osie")).toEqual(["Mensah fuzzy"]);
});

test("every earlier name finds, through further changes, an import and a period that ends", async () => {
  const { patient, change } = await givenPerson("Osei");
  await change({ familyName: "Mensah" });
  await change({ familyName: "Boateng", givenName: "Ama Efua" });
  await change({ phone: "555 010 7777" });
  await importing({ ...patient, ...named("Owusu") });
  const ctx = await systemContext(database().owner, { tenant: slug, actor: "test" });
  await database().owner`UPDATE patient SET next_change_at = '-infinity' WHERE id = ${patient.id}`;
  expect(await renewPatients(ctx)).toBe(1);
  for (const q of ["Osei", "Mensah", "Boateng", "Owusu"]) expect(await hits(q)).toEqual(["Owusu exact"]);
});

test("a corrected slip of the key is no name", async () => {
  const { change } = await givenPerson("Mnesah");
  await change({ familyName: "Mensah" });
  expect(await hits("Mnesah")).toEqual(["Mensah fuzzy"]);
});

test("who goes back to an earlier name is listed under it, and found by the one between", async () => {
  const { patient, change } = await givenPerson("Osei");
  await change({ familyName: "Mensah" });
  await change({ familyName: "Osei" });
  expect(await hits("Mensah")).toEqual(["Osei exact"]);
  const [row] = await database()
    .owner`SELECT names, former_names AS former FROM patient WHERE id = ${patient.id}`;
  expect(row).toEqual({ names: "osei ama mensah", former: "mensah" });
});

test("six words are kept, the latest", async () => {
  const { patient, change } = await givenPerson("Aaaa");
  for (const familyName of ["Bbbb", "Cccc", "Dddd", "Eeee Ffff", "Gggg", "Hhhh"])
    await change({ familyName });
  const [row] = await database().owner`SELECT former_names AS former FROM patient WHERE id = ${patient.id}`;
  expect(row).toEqual({ former: "gggg eeee ffff dddd cccc bbbb" });
});
