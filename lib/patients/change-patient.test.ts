import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GET as getHistory } from "@/app/api/patients/[patientId]/history/route";
import { GET, PATCH } from "@/app/api/patients/[patientId]/route";
import { createToken } from "@/lib/auth";
import { closeEvents } from "@/lib/events";
import { importPaths } from "@/lib/ingest";
import { closeJobs } from "@/lib/jobs";
import { searchPatients } from "@/lib/patients";
import { aPatient, givenContext, givenFiles } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const tokens = new Map<string, string>();

beforeAll(async () => {
  for (const who of ["reception@demo.test", "nurse@demo.test", "billing@demo.test", "reception@other.test"]) {
    const tenant = who.includes("demo") ? "demo" : "other";
    tokens.set(who, await createToken(database().owner, { tenant, email: who, days: 1 }));
  }
});
afterAll(async () => {
  await closeJobs(0);
  await closeEvents();
});

const segment = (patientId: string) => ({ params: Promise.resolve({ patientId }) });
type Options = { as?: string; ifMatch?: string; key?: string };

async function patch(
  id: string,
  body: unknown,
  { as = "reception@demo.test", ifMatch = '"1"', key }: Options = {},
) {
  const headers = new Headers({
    Authorization: `Bearer ${tokens.get(as)}`,
    "Content-Type": "application/json",
  });
  if (ifMatch) headers.set("If-Match", ifMatch);
  if (key) headers.set("Idempotency-Key", key);
  const url = `http://localhost/api/patients/${id}`;
  const answer = await PATCH(
    new Request(url, { method: "PATCH", headers, body: JSON.stringify(body) }),
    segment(id),
  );
  return { status: answer.status, etag: answer.headers.get("etag"), body: await answer.json() };
}

async function read(id: string, as = "reception@demo.test") {
  const headers = { Authorization: `Bearer ${tokens.get(as)}` };
  const answer = await GET(new Request(`http://localhost/api/patients/${id}`, { headers }), segment(id));
  return { status: answer.status, etag: answer.headers.get("etag"), body: await answer.json() };
}

/** An imported patient, whose resource has much that no form shows. */
async function givenImported(over: Record<string, unknown> = {}): Promise<string> {
  const patient = aPatient({
    telecom: [
      { system: "fax", value: "1" },
      { system: "phone", value: "555-0100", use: "home", rank: 2 },
    ],
    address: [
      {
        use: "home",
        line: ["1 High St"],
        city: "Leeds",
        text: "1 High St, Leeds",
        period: { start: "2001" },
      },
    ],
    extension: [{ url: "urn:test:exact", valueDecimal: 1.5 }],
    ...over,
  });
  const ctx = await givenContext(database().owner, "admin");
  await importPaths(ctx, [await givenFiles({ "patient.json": patient })]);
  return patient.id;
}

async function storedResource(id: string) {
  const [row] = await database().owner`SELECT resource FROM patient WHERE id = ${id}`;
  return row?.resource as string;
}

describe("a change of a patient's registration", () => {
  test("is there for the next read and the next search, and says its version", async () => {
    const id = await givenImported();
    const changed = await patch(id, { familyName: "Zyzzwick", phone: "555-0199" });
    expect(changed).toMatchObject({
      status: 200,
      etag: '"2"',
      body: { familyName: "Zyzzwick", phone: "555-0199", version: 2 },
    });
    expect((await read(id)).body).toMatchObject({
      familyName: "Zyzzwick",
      givenName: "Ama Efua",
      version: 2,
    });
    const ctx = await givenContext(database().owner, "reception");
    expect((await searchPatients(ctx, { q: "zyzzwick", limit: 5 })).items.map((hit) => hit.id)).toEqual([id]);
    expect((await searchPatients(ctx, { q: "0199", limit: 5 })).items.map((hit) => hit.id)).toContain(id);
  });

  test("keeps in the resource all that it does not name, digits too", async () => {
    const id = await givenImported();
    await database()
      .owner`UPDATE patient SET resource = replace(resource::text, '1.5', '1.50')::json WHERE id = ${id}`;
    await patch(id, { phone: "555-0199", address: { city: "York" } });
    const resource = JSON.parse(await storedResource(id));
    expect(await storedResource(id)).toContain('"valueDecimal":1.50');
    expect(resource.telecom).toEqual([
      { system: "fax", value: "1" },
      { system: "phone", value: "555-0199", use: "home", rank: 2 },
    ]);
    expect(resource.address).toEqual([
      { use: "home", line: ["1 High St"], city: "York", period: { start: "2001" } },
    ]);
  });

  test("null takes a field away, an absent one stays", async () => {
    const id = await givenImported();
    const { body } = await patch(id, { phone: null, address: null, birthDate: null });
    expect(body).toMatchObject({ phone: null, address: null, birthDate: null, familyName: "Osei" });
    expect(JSON.parse(await storedResource(id)).telecom).toEqual([{ system: "fax", value: "1" }]);
  });

  test("a partial birth date keeps its precision", async () => {
    const { body } = await patch(await givenImported(), { birthDate: "1984-03" });
    expect(body).toMatchObject({ birthDate: "1984-03-01", birthDateText: "1984-03" });
  });

  test("that says what is there already makes no new version", async () => {
    const { body, etag } = await patch(await givenImported(), { sex: "female" });
    expect([body.version, etag]).toEqual([1, '"1"']);
  });

  test("an imported patient without a name gets one", async () => {
    const { body } = await patch(await givenImported({ name: undefined }), {
      familyName: "New",
      givenName: "Very  Brand",
    });
    expect(body).toMatchObject({ familyName: "New", givenName: "Very Brand" });
  });

  test("is told to whoever follows the patient, by number only", async () => {
    const id = await givenImported();
    await patch(id, { familyName: "Secretname" });
    const [event] = await database()
      .owner`SELECT seq, kind, payload::text AS payload FROM event WHERE stream = ${`patient/${id}`}`;
    expect(event).toEqual({ seq: "1", kind: "patient.changed", payload: `{"id":"${id}","version":2}` });
  });

  test("of a birth date asks for the flags to be judged anew, in the same commit", async () => {
    const id = await givenImported();
    await patch(id, { birthDate: "2019-02-03" });
    const [job] = await database().owner`SELECT name FROM pgboss.job WHERE data->>'patientId' = ${id}`;
    expect(job?.name).toBe("judge-vitals");
  });
});

describe("the history", () => {
  test("says who changed what, from what to what", async () => {
    const id = await givenImported();
    await patch(id, { familyName: "Second" });
    await patch(id, { familyName: "Third", sex: "other" }, { as: "nurse@demo.test", ifMatch: '"2"' });
    const headers = { Authorization: `Bearer ${tokens.get("nurse@demo.test")}` };
    const answer = await getHistory(
      new Request(`http://localhost/api/patients/${id}/history`, { headers }),
      segment(id),
    );
    const { items } = await answer.json();
    expect(
      items.map(({ version, by, changes }: { version: number; by: string; changes: unknown }) => ({
        version,
        by,
        changes,
      })),
    ).toEqual([
      {
        version: 3,
        by: "Noor Nurse",
        changes: [
          { field: "familyName", before: "Second", after: "Third" },
          { field: "sex", before: "female", after: "other" },
        ],
      },
      {
        version: 2,
        by: "Robin Reception",
        changes: [{ field: "familyName", before: "Osei", after: "Second" }],
      },
      { version: 1, by: "Alex Admin", changes: [] },
    ]);
  });
});

describe("refused", () => {
  test("for a role that may not, for another clinic, and for nobody's patient", async () => {
    const id = await givenImported();
    expect((await patch(id, { sex: "other" }, { as: "billing@demo.test" })).status).toBe(403);
    expect((await patch(id, { sex: "other" }, { as: "reception@other.test" })).status).toBe(404);
    expect((await patch(randomUUID(), { sex: "other" })).status).toBe(404);
    expect((await patch("not-an-id", { sex: "other" })).status).toBe(404);
  });

  test("with both versions when somebody saved meanwhile", async () => {
    const id = await givenImported();
    await patch(id, { familyName: "First" });
    const late = await patch(id, { givenName: "Late" });
    expect(late).toMatchObject({
      status: 412,
      etag: '"2"',
      body: { code: "version_conflict", current: { familyName: "First", givenName: "Ama Efua", version: 2 } },
    });
  });

  test("a replay is the first answer, also when others have saved since", async () => {
    const id = await givenImported();
    const key = randomUUID();
    await patch(id, { familyName: "Mine" }, { key });
    await patch(id, { familyName: "Theirs" }, { ifMatch: '"2"' });
    expect(await patch(id, { familyName: "Mine" }, { key })).toMatchObject({
      status: 200,
      body: { familyName: "Mine", version: 2 },
    });
    expect((await read(id)).body.familyName).toBe("Theirs");
  });

  test.each([
    [{}, ""],
    [{ familyName: "", givenName: "" }, "familyName"],
    [{ familyName: "a\u0000b" }, "familyName"],
    [{ familyName: "a\ud800b" }, "familyName"],
    [{ familyName: "a\u202eb" }, "familyName"],
    [{ familyName: "x".repeat(201) }, "familyName"],
    [{ birthDate: "2031-01-01" }, "birthDate"],
    [{ birthDate: "1984-02-30" }, "birthDate"],
    [{ birthDate: "1984-13" }, "birthDate"],
    [{ birthDate: "0984-01-01" }, "birthDate"],
    [{ birthDate: "9999-12-31" }, "birthDate"],
    [{ sex: "F" }, "sex"],
    [{ email: "nobody" }, "email"],
    [{ phone: "none" }, "phone"],
    [{ language: "English" }, "language"],
    [{ address: { planet: "Earth" } }, "address"],
    [{ mrn: "1" }, ""],
    [{ version: 7 }, ""],
  ])("%j names the field", async (change, path) => {
    const { status, body } = await patch(await givenImported(), change);
    expect([status, body.code]).toEqual([422, "invalid_input"]);
    expect(body.errors.map((error: { path: string }) => error.path.split(".")[0])).toContain(path);
  });
});
