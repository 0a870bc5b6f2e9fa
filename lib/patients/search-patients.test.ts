import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { type GivenPatient, givenContext, givenPatient } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { searchPatients } from "./search-patients";

const database = testDatabase();
let ctx: Ctx;

const PEOPLE: Partial<GivenPatient>[] = [
  {
    familyName: "Smith",
    givenName: "Joanna",
    mrn: "0048213",
    birthDate: "1984-03-12",
    phone: "+1 (555) 010-4471",
    lastSeenAt: "2026-11-20T09:00:00Z",
  },
  {
    familyName: "Smith",
    givenName: "John Michael",
    mrn: "0001187",
    birthDate: "1951-07-02",
    phone: "555 010 0912",
    lastSeenAt: "2026-11-17T09:00:00Z",
  },
  {
    familyName: "Smithers",
    givenName: "Joel",
    mrn: "0002000",
    birthDate: "1990-12-03",
    lastSeenAt: "2026-11-21T09:00:00Z",
  },
  { familyName: "Smyth", givenName: "Jo", mrn: "0003000", lastSeenAt: "2026-11-10T09:00:00Z" },
  { familyName: "O'Brien", givenName: "Seán", mrn: "A-1234" },
  { familyName: "Müller-Lüdenscheidt", givenName: "Zoë", mrn: "0004000", otherNames: ["Zoë Schmidt"] },
  { familyName: "王", givenName: "小明", mrn: "0005000", otherNames: ["Wang Xiaoming"] },
  { familyName: "Иванов", givenName: "Пётр", mrn: "0006000" },
  { familyName: "Jo", givenName: "Jo", mrn: "0007000" },
  { familyName: "Kowalski", givenName: "Łukasz", mrn: "0008000", birthDate: "1984-12-03" },
];

beforeAll(async () => {
  const { owner } = database();
  ctx = await givenContext(owner, "clinician");
  for (const person of PEOPLE) await givenPatient(owner, ctx.tenant.id, person);
  const other = await givenContext(owner, "clinician", "other");
  await givenPatient(owner, other.tenant.id, { familyName: "Smith", givenName: "Elsewhere", mrn: "0048213" });
});

/** A search past the cache, because each test asks as if it were the first. */
async function find(q: string, over: { limit?: number; cursor?: string; ctx?: Ctx } = {}) {
  const asking = { ...(over.ctx ?? ctx), directoryVersion: randomUUID() };
  return searchPatients(asking, { q, limit: over.limit ?? 20, cursor: over.cursor });
}

async function names(q: string): Promise<string[]> {
  return (await find(q)).items.map((hit) => `${hit.givenName} ${hit.familyName} ${hit.match}`);
}

describe("a search finds", () => {
  test("whole names before begun ones, each last seen first, then similar ones", async () => {
    expect(await names("smith")).toEqual([
      "Joanna Smith exact",
      "John Michael Smith exact",
      "Joel Smithers prefix",
      "Jo Smyth fuzzy",
    ]);
  });

  test.each(["smith joanna", "Joanna Smith", "SMITH, JO", "jo smi", "smi joa"])(
    "names in any order, whole or begun: %s",
    async (q) => {
      expect((await names(q)).some((name) => name.startsWith("Joanna Smith"))).toBe(true);
    },
  );

  test("a family name with an initial", async () => {
    expect(await names("smith, m")).toEqual(["John Michael Smith prefix"]);
  });

  test("middle and second names", async () => {
    expect(await names("michael smith")).toEqual(["John Michael Smith exact"]);
    expect(await names("schmidt")).toEqual(["Zoë Müller-Lüdenscheidt exact"]);
  });

  test.each([
    ["muller", "Zoë Müller-Lüdenscheidt exact"],
    ["MÜLLER LÜDENSCHEIDT", "Zoë Müller-Lüdenscheidt exact"],
    ["mullerludenscheidt zoe", "Zoë Müller-Lüdenscheidt exact"],
    ["obrien", "Seán O'Brien exact"],
    ["o’brien", "Seán O'Brien exact"],
    ["o brien sean", "Seán O'Brien exact"],
    ["brien", "Seán O'Brien exact"],
    ["lukasz kow", "Łukasz Kowalski prefix"],
    ["王", "小明 王 exact"],
    ["小", "小明 王 prefix"],
    ["wang xiao", "小明 王 prefix"],
    ["иван", "Пётр Иванов prefix"],
    ["петр", "Пётр Иванов exact"],
  ])("whatever the accents, the script, hyphens and apostrophes: %s", async (q, expected) => {
    expect(await names(q)).toEqual([expected]);
  });

  test("two words only where two words of the name begin so", async () => {
    expect(await names("jo jo")).toEqual(["Jo Jo exact"]);
  });

  test("by one letter", async () => {
    expect(await names("k")).toEqual(["Łukasz Kowalski prefix"]);
    expect((await names("s")).length).toBe(6);
  });

  test.each([
    ["0048213", ["Joanna Smith exact"]],
    ["00482", ["Joanna Smith prefix"]],
    ["a1234", ["Seán O'Brien exact"]],
    ["A-1234", ["Seán O'Brien exact"]],
    ["4471", ["Joanna Smith prefix"]],
    ["(555) 010-4471", ["Joanna Smith exact"]],
    ["+1 555 010 4471", ["Joanna Smith exact"]],
    ["smith 4471", ["Joanna Smith prefix"]],
    ["smith 0912", ["John Michael Smith prefix"]],
    ["1984-03-12", ["Joanna Smith exact"]],
    ["12.03.1984", ["Joanna Smith exact"]],
    ["03/12/1984", ["Joanna Smith exact"]],
    ["smith 1984-03-12", ["Joanna Smith exact"]],
    ["1984-03-12 kowalski", []],
  ])("by MRN, phone and birth date, alone and together: %s", async (q, expected) => {
    expect(await names(q)).toEqual(expected);
  });

  test("a birth date the way the clinic writes it", async () => {
    const british = { ...ctx, tenant: { ...ctx.tenant, dateOrder: "day-month-year" as const } };
    const { items } = await find("03/12/1984", { ctx: british });
    expect(items.map((hit) => hit.familyName)).toEqual(["Kowalski"]);
  });

  test.each([
    ["kowalksi", "Kowalski"],
    ["kowalskii", "Kowalski"],
    ["kowlski", "Kowalski"],
    ["kowalsky", "Kowalski"],
    ["iowalski", "Kowalski"],
    ["kovalski lukasz", "Kowalski"],
    ["kowa luksaz", "Kowalski"],
    ["smihters", "Smithers"],
    ["kowlsk", "Kowalski"],
    ["smithers jole", "Smithers"],
    ["jole smithers", "Smithers"],
    ["smithres j", "Smithers"],
    ["smtihers jole", "Smithers"],
  ])("one typo in a word of four letters or more: %s", async (q, family) => {
    const { items } = await find(q);
    expect(items[0]).toMatchObject({ familyName: family, match: "fuzzy" });
  });

  test.each(["kxwxlski", "jxx", "zzzz", "smith qqq", "99999999", "1850-01-01", "!!!", "   ?"])(
    "nothing where nothing matches: %s",
    async (q) => {
      expect(await find(q)).toEqual({ items: [], nextCursor: null, total: { value: 0, capped: false } });
    },
  );
});

describe("a search", () => {
  test("never shows another tenant's patients", async () => {
    const { items } = await find("0048213");
    expect(items.map((hit) => hit.givenName)).toEqual(["Joanna"]);
    expect((await find("elsewhere")).items).toEqual([]);
  });

  test("without words lists those seen last first", async () => {
    const { items, total } = await find("");
    expect(items.slice(0, 2).map((hit) => hit.givenName)).toEqual(["Joel", "Joanna"]);
    expect(total).toEqual({ value: PEOPLE.length, capped: false });
  });

  test.each(["", "s", "smith", "o", "sm jo", "0"])(
    "gives every hit once, in the same order, page by page: %j",
    async (q) => {
      const whole = (await find(q, { limit: 200 })).items.map((hit) => hit.id);
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await find(q, { limit: 1, cursor });
        paged.push(...page.items.map((hit) => hit.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor && paged.length < 50);
      expect(paged).toEqual(whole);
    },
  );

  test("goes on with similar names where a page ended with the last sure one, however many those are", async () => {
    for (const familyName of ["Larsson", "Larsson", "Larsson", "Larssonsen", "Larson"]) {
      await givenPatient(database().owner, ctx.tenant.id, { familyName });
    }
    const first = await find("larsson", { limit: 4 });
    const next = await find("larsson", { limit: 4, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...next.items].map((hit) => `${hit.familyName} ${hit.match}`)).toEqual([
      "Larsson exact",
      "Larsson exact",
      "Larsson exact",
      "Larssonsen prefix",
      "Larson fuzzy",
    ]);
  });

  test.each(["x", "eyJ9", "W10", Buffer.from('[9,"2026-01-01","no",0,false]').toString("base64url")])(
    "refuses a cursor it did not write: %s",
    async (cursor) => {
      await expect(find("smith", { cursor })).rejects.toMatchObject({ code: "invalid_cursor" });
    },
  );

  test.each([
    "'; DROP TABLE patient; --",
    "%",
    "_____",
    "\\",
    "\0",
    "smith\0",
    "\ud800",
    "\u202eesrever",
    "a".repeat(10_000),
    "1".repeat(10_000),
    `${"smith ".repeat(2_000)}`,
    "(((((",
    "[a-z]+.*",
    "0000-00-00",
    "99.99.9999",
    "𝒮𝓂𝒾𝓉𝒽",
  ])("answers whatever is typed: %j", async (q) => {
    const { items } = await find(q);
    expect(Array.isArray(items)).toBe(true);
  });

  test("leaves one event with the hits and a hash, not the words", async () => {
    const asking = { ...ctx, requestId: "request-audit-1" };
    const { items } = await searchPatients(asking, { q: "Smithers", limit: 20 });
    const again = await searchPatients(asking, { q: "smithers ", limit: 20 });
    expect(again).toEqual(items.length ? expect.objectContaining({ items }) : null);
    const events = await database().owner`SELECT * FROM audit_event WHERE request_id = 'request-audit-1'`;
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      action: "patient.search",
      outcome: "success",
      target_ids: items.map((hit) => hit.id),
    });
    expect(JSON.stringify(events)).not.toMatch(/smithers/i);
    expect(events[0]?.query_hash).toEqual(events[1]?.query_hash);
  });
});

describe("the index of names follows", () => {
  test("a changed name, a visit and the dictionary's counts", async () => {
    const { owner } = database();
    const patient = await givenPatient(owner, ctx.tenant.id, {
      familyName: "Vorher",
      givenName: "Anna",
      mrn: "V1",
    });
    await owner`UPDATE patient SET family_name = 'Nachher', names = 'nachher anna' WHERE id = ${patient.id}`;
    expect((await find("vorher")).items).toEqual([]);
    expect((await find("nachher anna")).items).toHaveLength(1);
    const [{ n } = { n: -1 }] =
      await owner`SELECT n FROM name_token WHERE tenant_id = ${ctx.tenant.id} AND token = 'vorher'`;
    expect(n).toBe(0);
    await owner`UPDATE patient SET last_seen_at = '2026-11-21T12:00Z', last_seen_day = '2026-11-21' WHERE id = ${patient.id}`;
    const days =
      await owner`SELECT DISTINCT last_day::text AS day FROM patient_token WHERE patient_id = ${patient.id}
      UNION SELECT DISTINCT last_day::text FROM patient_pair WHERE patient_id = ${patient.id}`;
    expect(days.map((row) => row.day)).toEqual(["2026-11-21"]);
  });

  test("the application's role, which sees nothing without a tenant and may not delete", async () => {
    const seen = await withTenant(ctx, (tx) => tx`SELECT DISTINCT tenant_id FROM patient`);
    expect(seen.map((row) => row.tenant_id)).toEqual([ctx.tenant.id]);
    await expect(withTenant(ctx, (tx) => tx`DELETE FROM patient`)).rejects.toThrow(/permission denied/);
    await expect(withTenant(ctx, (tx) => tx`DELETE FROM audit_event`)).rejects.toThrow(/permission denied/);
    await expect(withTenant(ctx, (tx) => tx`UPDATE audit_event SET actor = 'x'`)).rejects.toThrow(
      /permission denied/,
    );
  });
});
