import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { GET as getAudit } from "@/app/api/audit/route";
import { GET as getAccessLog } from "@/app/api/patients/[patientId]/access-log/route";
import { GET as getBalance } from "@/app/api/patients/[patientId]/balance/route";
import { GET as getLedger } from "@/app/api/patients/[patientId]/ledger/route";
import { GET as getRecords } from "@/app/api/patients/[patientId]/records/route";
import { GET as getPatients } from "@/app/api/patients/route";
import { GET as getUsers } from "@/app/api/users/route";
import { createToken } from "@/lib/auth";
import { encodeCursor } from "@/lib/paging";
import { givenContext, givenPatient } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";

const LISTS = {
  patients: getPatients,
  records: getRecords,
  ledger: getLedger,
  "access-log": getAccessLog,
  audit: getAudit,
};
const database = testDatabase();
let token = "";
let patientId = "";
let tenantId = "";

beforeAll(async () => {
  const { owner } = database();
  token = await createToken(owner, { tenant: "demo", email: "admin@demo.test", days: 1 });
  const { tenant } = await givenContext(owner);
  tenantId = tenant.id;
  patientId = (await givenPatient(owner, tenant.id)).id;
});

type Handler = typeof getPatients;

/** Status and error code of a call with this query, as it stands in the address. */
async function ask(handler: Handler, query: string): Promise<[number, string | undefined]> {
  const request = new Request(`http://localhost:3000/x?${query}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const response = await handler(request, { params: Promise.resolve({ patientId }) });
  const body = (await response.json()) as { code?: string };
  return [response.status, body.code];
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

const CURSORS: [string, () => string][] = [
  ["ten hyphens", () => "----------"],
  ["a word", () => "nonsense"],
  ["no base64", () => "%F0%9F%92%A9"],
  ["a NUL", () => "%00"],
  ["ten thousand letters", () => "A".repeat(10_000)],
  ["plain JSON of an impossible day", () => json([0, "9999-99-99", randomUUID(), 0, false])],
  ["plain JSON of an impossible instant", () => json(["9999-99-99T00:00:00Z", randomUUID()])],
  ["plain JSON, nested", () => "W1tbW1tbW1tb"],
  ["sealed, an impossible day", () => encodeCursor(tenantId, [0, "9999-99-99", randomUUID(), 0, false])],
  ["sealed, an impossible instant", () => encodeCursor(tenantId, ["9999-99-99T00:00:00Z", randomUUID()])],
  ["sealed, hyphens for an instant", () => encodeCursor(tenantId, ["----------", randomUUID()])],
  ["sealed, a rank there is not", () => encodeCursor(tenantId, [3, "2026-01-01", randomUUID(), 0, false])],
  ["sealed, no id", () => encodeCursor(tenantId, ["2026-01-01T00:00:00Z", "1"])],
  ["sealed, a total below zero", () => encodeCursor(tenantId, [0, "2026-01-01", randomUUID(), -1, false])],
  [
    "sealed by another clinic, an instant",
    () => encodeCursor(randomUUID(), ["2026-01-01T00:00:00Z", randomUUID()]),
  ],
  [
    "sealed by another clinic, a hit",
    () => encodeCursor(randomUUID(), [0, "2026-01-01", randomUUID(), 213, false]),
  ],
  ["sealed, nothing", () => encodeCursor(tenantId, [])],
];

describe.each(Object.entries(LISTS))("the list of %s", (_, handler) => {
  test.each(CURSORS)("answers 400 to a cursor it did not write: %s", async (_name, cursor) => {
    expect(await ask(handler, `cursor=${cursor()}`)).toEqual([400, "invalid_cursor"]);
  });

  test.each([
    "limit=0",
    "limit=201",
    "limit=-1",
    "limit=1.5",
    "limit=1e9",
    "limit=NaN",
    "limit=",
    "limit=%00",
  ])("answers 400 to %s", async (query) => {
    expect(await ask(handler, query)).toEqual([400, "malformed_request"]);
  });

  test.each(["cursor=", "limit=200", "unknown=%00", "limit=1&limit=x"])("answers %s", async (query) => {
    expect(await ask(handler, query)).toEqual([200, undefined]);
  });
});

const NO_DATES = [
  "0000-01-01",
  "0000-01-01T00:00:00Z",
  "-0001-01-01",
  "%2B010000-01-01",
  "10000-01-01",
  "9999-99-99",
  "2026-02-30",
  "2023-02-29",
  "2026-03-12T24:00:00Z",
  "2026-03-12T09:30:60Z",
  "2026-03-12T09:60:00Z",
  "2026-03-12T09:30:00%2B16:00",
  "2026-03-12T09:30:00-15:59",
  "2026-03-12T09:30:00%2B99:99",
  "2026-03-12T09:30:00",
  "0001-01-01T00:00:00%2B01:00",
  "9999-12-31T23:59:59-01:00",
  `2026-03-12T09:30:00.${"1".repeat(500)}Z`,
  "infinity",
  "now",
  "epoch",
  "%00",
  "",
];
const DATES = [
  "0001-01-01",
  "9999-12-31",
  "9999-12-31T23:59:59.999999Z",
  "0001-01-01T00:00:00Z",
  "2024-02-29",
  "2026-03-12T09:30%2B14:00",
  "2026-03-12T09:30:00+01:00",
];

const DATED: [string, Handler][] = [
  ["from", getRecords],
  ["to", getRecords],
  ["from", getAudit],
  ["to", getAudit],
  ["asOf", getBalance],
];

describe.each(DATED)("%s", (name, handler) => {
  test.each(NO_DATES)("answers 400 to a day or instant there is not: %s", async (text) => {
    expect(await ask(handler, `${name}=${text}`)).toEqual([400, "malformed_request"]);
  });

  test.each(DATES)("answers to every other: %s", async (text) => {
    expect(await ask(handler, `${name}=${text}`)).toEqual([200, undefined]);
  });
});

test.each([
  "01.01.0000",
  "0000-01-01",
  "00/00/0000",
  "31.12.9999",
  "9999-12-31",
  "29.02.1900",
  "%00",
  "%FF",
  "%ED%A0%80",
  "smith 01.01.0000",
  "1".repeat(4_000),
  "ß".repeat(4_000),
  "%25_%5C",
])("a search answers whatever is typed: %s", async (q) => {
  expect(await ask(getPatients, `q=${q}`)).toEqual([200, undefined]);
  expect(await ask(getRecords, `q=${q.slice(0, 200)}`)).toEqual([200, undefined]);
});

test.each(["tag=diabetes", "tag=", "q=smith&tag=a&limit=1"])(
  "a search by a tag is refused until there are tags: %s",
  async (query) => {
    const request = new Request(`http://localhost:3000/x?${query}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const response = await getPatients(request, { params: Promise.resolve({}) });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: "invalid_input",
      errors: [{ path: "tag", message: "there are no tags yet" }],
    });
  },
);

test.each(["%00", "a%00b", "%ED%A0%80", "%25%5F%5C", "%27", "%E2%80%AE"])(
  "people are looked for with any text: q=%s",
  async (q) => {
    expect((await ask(getUsers, `q=${q}`))[0]).toBe(200);
  },
);
