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

function trailOf(id: string) {
  return database().owner`
    SELECT actor, detail FROM audit_event WHERE patient_id = ${id} AND action = 'patient.change' ORDER BY at`;
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
      { use: "home", line: ["1 High St"], city: "York", text: "1 High St, York", period: { start: "2001" } },
    ]);
  });

  test.each([
    ["generated", undefined],
    ["additional", "additional"],
  ])(
    "of a patient with a narrative (%s) leaves %s: what was made of the former content would go on telling it",
    async (status, left) => {
      const div = '<div xmlns="http://www.w3.org/1999/xhtml">Ama Efua Osei</div>';
      const id = await givenImported({ text: { status, div } });
      await patch(id, { sex: "female" });
      expect(JSON.parse(await storedResource(id)).text.status).toBe(status);
      await patch(id, { familyName: "Boateng" });
      expect(JSON.parse(await storedResource(id)).text?.status).toBe(left);
    },
  );

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

  test("that says what is there already makes no new version, and is in the trail, because it was shown", async () => {
    const id = await givenImported();
    const { body, etag } = await patch(id, { sex: "female", phone: "555-0100", address: { city: "Leeds" } });
    expect([body.version, etag]).toEqual([1, '"1"']);
    expect(await trailOf(id)).toEqual([{ actor: "reception@demo.test", detail: { fields: [] } }]);
  });

  test("is in the trail by the fields that changed, without those that say what was there", async () => {
    const id = await givenImported();
    await patch(id, { sex: "female", phone: "555-0199", familyName: "Osei-Boateng" });
    expect(await trailOf(id)).toEqual([
      { actor: "reception@demo.test", detail: { fields: ["familyName", "phone"] } },
    ]);
  });

  test("of a patient that a command stored with spaces between the parts makes no version of nothing", async () => {
    const id = await givenImported();
    const spaced = JSON.stringify(JSON.parse(await storedResource(id)), null, 1);
    await database().owner`UPDATE patient SET resource = ${spaced}::text::json WHERE id = ${id}`;
    expect((await patch(id, { sex: "female" })).body.version).toBe(1);
  });

  test("of a patient without a name needs none, and the last name cannot be taken away", async () => {
    const nameless = await givenImported({ name: undefined });
    expect((await patch(nameless, { phone: "555-0199", familyName: "" })).status).toBe(200);
    const named = await givenImported({ name: [{ family: "Osei" }] });
    expect((await patch(named, { familyName: "" })).body.errors[0].path).toBe("familyName");
  });

  test("nobody is born after they died, and on the day they died a child may be", async () => {
    const id = await givenImported({ deceasedDateTime: "2020-03" });
    const { status, body } = await patch(id, { birthDate: "2020-04-01" });
    expect([status, body.errors]).toEqual([422, [{ path: "birthDate", message: "is after the death" }]]);
    expect((await patch(id, { birthDate: "2020-03-31" })).status).toBe(200);
    const evening = await givenImported({ deceasedDateTime: "2020-03-05T23:30:00-08:00" });
    expect((await patch(evening, { birthDate: "2020-03-05" })).status).toBe(200);
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
    // An id in capitals is the same patient's, and its stream the same.
    expect((await patch(id.toUpperCase(), { address: { city: "Bonn" } }, { ifMatch: '"2"' })).status).toBe(
      200,
    );
    const seqs = await database().owner`SELECT seq FROM event WHERE stream = ${`patient/${id}`} ORDER BY seq`;
    expect(seqs.map(({ seq }) => seq)).toEqual(["1", "2"]);
  });

  test("of a birth date asks for the flags to be judged anew, in the same commit", async () => {
    const id = await givenImported();
    await patch(id, { birthDate: "2019-02-03" });
    const [job] = await database().owner`SELECT name FROM pgboss.job WHERE data->>'patientId' = ${id}`;
    expect(job?.name).toBe("judge-vitals");
  });
});

describe("what is in use", () => {
  const telecom = [
    { system: "phone", value: "020 1111", use: "old" },
    { system: "phone", value: "020 2222", use: "mobile" },
  ];

  test("is what the list, the search and the form show, and what a change changes", async () => {
    const id = await givenImported({
      name: [
        { use: "official", family: "Formerly", given: ["Ama"], period: { end: "2010-01-01" } },
        { use: "official", family: "Presently", given: ["Ama"], period: { start: "2010-01-02" } },
      ],
      telecom,
    });
    const ctx = await givenContext(database().owner, "reception");
    const found = async (q: string) =>
      (await searchPatients(ctx, { q, limit: 5 })).items
        .filter((hit) => hit.id === id)
        .map(({ familyName, phone }) => ({ familyName, phone }));
    expect((await read(id)).body).toMatchObject({ familyName: "Presently", phone: "020 2222" });
    expect(await found("0202222")).toEqual([{ familyName: "Presently", phone: "020 2222" }]);
    expect(await found("formerly")).toEqual([{ familyName: "Presently", phone: "020 2222" }]);
    await patch(id, { phone: "020 7777" });
    const { directoryVersion } = await givenContext(database().owner, "reception");
    ctx.directoryVersion = directoryVersion;
    expect(await found("0207777")).toEqual([{ familyName: "Presently", phone: "020 7777" }]);
    expect(JSON.parse(await storedResource(id)).telecom).toEqual([
      telecom[0],
      { ...telecom[1], value: "020 7777" },
    ]);
  });

  test("has another tag when it is another, without a new version", async () => {
    const id = await givenImported({ telecom });
    const before = await read(id);
    await database()
      .owner`UPDATE patient SET resource = replace(resource::text, '"mobile"', '"old"')::json WHERE id = ${id}`;
    const after = await read(id);
    expect([before.body.phone, after.body.phone]).toEqual(["020 2222", null]);
    expect(after.etag).not.toBe(before.etag);
    expect((await patch(id, { sex: "other" }, { ifMatch: after.etag ?? "" })).status).toBe(200);
  });
});

describe("identifiers and contacts", () => {
  test("are read, changed and looked up by", async () => {
    const id = await givenImported();
    const { identifiers, contacts } = (await read(id)).body;
    expect([identifiers.map(({ system }: { system: string }) => system), contacts]).toEqual([
      ["urn:test:mrn"],
      [],
    ]);
    const passport = { system: "urn:test:passport", value: `P-${id}` };
    const mother = { name: "Efua Osei", relationship: "mother", phone: "555-0111" };
    const { status, body } = await patch(id, {
      identifiers: [...identifiers, passport],
      contacts: [mother, { name: "Kofi" }],
    });
    expect(status).toBe(200);
    expect(body.identifiers).toEqual([...identifiers, passport]);
    expect(body.contacts).toEqual([mother, { name: "Kofi", relationship: "", phone: "" }]);
    expect((await read(id)).body).toMatchObject({ identifiers: body.identifiers, contacts: body.contacts });
    const [indexed] = await database().owner`
      SELECT resource_id AS id FROM fhir_identifier WHERE system = ${passport.system} AND value = ${passport.value}`;
    expect(indexed?.id).toBe(id);
    expect(JSON.parse(await storedResource(id)).identifier[0].type.coding[0].code).toBe("MR");
  });

  test("the medical record number stays", async () => {
    const { status, body } = await patch(await givenImported(), { identifiers: [] });
    expect([status, body.errors]).toEqual([
      422,
      [{ path: "identifiers", message: "must keep the medical record number" }],
    ]);
  });

  /** The numbers of a patient, of whom there may be others. */
  const numbersOf = async (id: string) =>
    (await read(id)).body.identifiers as { system: string; value: string }[];
  const taken = [{ path: "identifiers.1.value", message: "is a medical record number of another patient" }];

  test("another patient's medical record number is refused, its digits under another name are not", async () => {
    const [id, other] = [await givenImported(), await givenImported()];
    const own = await numbersOf(id);
    const [theirs] = await numbersOf(other);
    const { status, body } = await patch(id, { identifiers: [...own, theirs] });
    expect([status, body.code, body.errors]).toEqual([409, "conflict", taken]);
    expect(await numbersOf(id)).toEqual(own);
    const elsewhere = { system: "urn:test:elsewhere", value: theirs?.value };
    expect((await patch(id, { identifiers: [...own, elsewhere] })).status).toBe(200);
  });

  test("of two patients who are given the same record number at once one gets it", async () => {
    const ids = [await givenImported(), await givenImported()];
    const lists = await Promise.all(ids.map(numbersOf));
    // In the other order as well, so that each could wait for the other.
    const numbers = [1, 2].map((n) => ({ system: "urn:test:mrn", value: `both-${n}-${randomUUID()}` }));
    const answers = await Promise.all(
      ids.map((id, at) =>
        patch(id, {
          identifiers: [...(lists[at] ?? []), ...(at === 0 ? numbers : numbers.toReversed())],
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test("a number that is no record number may be shared, and another clinic's is not looked at", async () => {
    const [id, other] = [await givenImported(), await givenImported()];
    const family = { system: "urn:test:insurance", value: `F-${randomUUID()}` };
    for (const one of [id, other])
      expect((await patch(one, { identifiers: [...(await numbersOf(one)), family] })).status).toBe(200);
    const stranger = await givenContext(database().owner, "admin", "other");
    const theirs = aPatient();
    await importPaths(stranger, [await givenFiles({ "patient.json": theirs })]);
    const value = (theirs.identifier as { value: string }[])[0]?.value;
    const added = { system: "urn:test:mrn", value };
    const { status } = await patch(
      id,
      { identifiers: [...(await numbersOf(id)), added] },
      { ifMatch: '"2"' },
    );
    expect(status).toBe(200);
  });

  const hundredAndOne = Array.from({ length: 101 }, (_, n) => ({ system: "urn:x", value: `${n}` }));
  test.each([
    ["no value", { identifiers: [{ system: "urn:x", value: "" }] }, "identifiers.0.value"],
    [
      "the name of an imported file's id",
      { identifiers: [{ system: "urn:swiftchart:source-id", value: "7" }] },
      "identifiers.0.system",
    ],
    ["too long", { identifiers: [{ system: "urn:x", value: "x".repeat(500) }] }, "identifiers.0.value"],
    ["a type", { identifiers: [{ system: "urn:x", value: "1", type: "MR" }] }, "identifiers.0"],
    ["too many", { identifiers: hundredAndOne }, "identifiers"],
    ["a contact that cannot be reached", { contacts: [{ relationship: "mother" }] }, "contacts.0.name"],
    ["a name nobody sees", { contacts: [{ name: "\u200b" }] }, "contacts.0.name"],
    ["more than is known of a contact", { contacts: [{ name: "A", email: "a@b.test" }] }, "contacts.0"],
    ["no list", { contacts: null }, "contacts"],
  ])("%s is refused by its place", async (_, change, path) => {
    const { status, body } = await patch(await givenImported(), change);
    expect([status, body.errors?.map((error: { path: string }) => error.path)]).toEqual([422, [path]]);
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
    [{ familyName: "\u200b" }, "familyName"],
    [{ familyName: "\u3164\u2800" }, "familyName"],
    [{ familyName: "x".repeat(201) }, "familyName"],
    [{ birthDate: "9999-12-31" }, "birthDate"],
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
