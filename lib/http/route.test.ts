import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { POST as invite } from "@/app/api/users/route";
import { createToken } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/observability";
import { callRoute, givenContext, givenUser } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { Reply } from "./reply";
import { publicRoute, route } from "./route";

const database = testDatabase();
let nurse = "";
let admin = "";

beforeAll(async () => {
  const { owner } = database();
  nurse = await createToken(owner, { tenant: "demo", email: "nurse@demo.test", days: 1 });
  admin = await createToken(owner, { tenant: "demo", email: "admin@demo.test", days: 1 });
});

beforeEach(() => database().owner`DELETE FROM audit_event`);

type Row = { code: string; fields: string[] | null; requestId: string | null };
function refusals(): Promise<Row[]> {
  return database().owner<Row[]>`
    SELECT detail->>'code' AS code, detail->'fields' AS fields, request_id AS "requestId"
    FROM audit_event WHERE action = 'request' ORDER BY id`;
}

test("of two hundred refusals at once every one is in the trail when it is answered", async () => {
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => callRoute(invite, { method: "POST", token: nurse, body: {} })),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]));
  const told = answers.map(({ headers }) => headers.get("x-request-id"));
  expect((await refusals()).map(({ requestId }) => requestId).sort()).toEqual(told.sort());
});

test("an address that exists is found out by nobody unnoticed; a form with a fault is no event", async () => {
  const other = await givenContext(database().owner, "admin", "other");
  const { email } = await givenUser(database().owner, other.tenant.id);
  const ask = (body: object) => callRoute(invite, { method: "POST", token: admin, body, key: randomUUID() });
  expect((await ask({ email: "nobody", name: "A", role: "nurse" })).status).toBe(422);
  expect(await refusals()).toEqual([]);
  expect((await ask({ email, name: "A", role: "nurse" })).status).toBe(409);
  expect(await refusals()).toMatchObject([{ code: "conflict", fields: ["email"] }]);
});

test("a change that is understood and will not do is an event, a read is none", async () => {
  const errors = [{ path: "birthDate", message: "lies before the visits" }];
  const odd = route({ name: "POST /api/odd", permission: "signed-in" }, async () => {
    throw new AppError("invalid_input", "No.", { errors });
  });
  expect((await callRoute(odd, { method: "POST", token: nurse })).status).toBe(422);
  expect(await refusals()).toMatchObject([{ code: "invalid_input", fields: ["birthDate"] }]);
  await database().owner`DELETE FROM audit_event`;
  expect((await callRoute(odd, { token: nurse })).status).toBe(422);
  expect(await refusals()).toEqual([]);
});

test("what a body holds beside its fields is neither listed without end nor said back", async () => {
  const body = z.strictObject({ name: z.string() });
  const POST = route({ name: "POST /api/odd", permission: "signed-in", body }, async () => ({}));
  const odd = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`unknown field ${i}`, i]));
  const text = await (await callRoute(POST, { method: "POST", token: nurse, body: odd })).text();
  expect(text.length).toBeLessThan(2_000);
  expect(text).toContain("unknown field 0");
});

test("a probe leaves a line in the log when it fails, and none while all is well", async () => {
  const levels: string[] = [];
  for (const level of ["debug", "info"] as const) {
    const said = vi.spyOn(log, level).mockImplementation(() => void levels.push(level));
    onTestFinished(() => said.mockRestore());
  }
  let status = 200;
  const probe = publicRoute({ name: "GET /probe", isProbe: true }, async () => new Reply({}, { status }));
  await callRoute(probe, {});
  status = 503;
  await callRoute(probe, {});
  expect(levels).toEqual(["debug", "info"]);
});
