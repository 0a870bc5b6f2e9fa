import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GET, PATCH } from "@/app/api/clinic/route";
import { createToken, type Role } from "@/lib/auth";
import type { Ctx } from "@/lib/tenancy";
import { callRoute, givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const tokens: Record<string, string> = {};
let ctx: Ctx;

beforeAll(async () => {
  ctx = await givenContext(database().owner, "admin");
  for (const [tenant, role] of [
    ["demo", "admin"],
    ["other", "admin"],
    ["demo", "nurse"],
  ] as [string, Role][])
    tokens[`${tenant} ${role}`] = await createToken(database().owner, {
      tenant,
      email: `${role}@${tenant}.test`,
      days: 1,
    });
});

beforeEach(async () => {
  await database()
    .owner`UPDATE tenant SET name = 'Demo Clinic', time_zone = 'UTC', version = 1, date_order = NULL`;
  await database().owner`DELETE FROM clinic_history`;
});

type Sent = { body: unknown; as?: string; ifMatch?: string; key?: string };
const change = ({ body, as = "demo admin", ifMatch = '"1"', key }: Sent) =>
  callRoute(PATCH, { method: "PATCH", path: "/api/clinic", token: tokens[as], body, ifMatch, key });

describe("the settings of a clinic", () => {
  test("are changed with a new version, a history of who did it, an audit event and an event", async () => {
    const response = await change({ body: { name: "Westside", timeZone: "Europe/Berlin" } });
    expect([response.status, response.headers.get("etag")]).toEqual([200, '"2"']);
    expect(await response.json()).toMatchObject({
      name: "Westside",
      timeZone: "Europe/Berlin",
      locale: "en-US",
      version: 2,
      updatedByName: ctx.actor.name,
    });
    const { owner } = database();
    const [kept] = await owner`SELECT before, after, made_by AS "madeBy" FROM clinic_history`;
    expect(JSON.parse(kept?.before)).toMatchObject({ name: "Demo Clinic" });
    expect(JSON.parse(kept?.after)).toMatchObject({ name: "Westside" });
    expect(kept?.madeBy).toBe(ctx.actor.id);
    const [noted] = await owner`SELECT detail FROM audit_event WHERE action = 'clinic.change'`;
    expect(noted?.detail).toEqual({
      version: 2,
      name: { before: "Demo Clinic", after: "Westside" },
      timeZone: { before: "UTC", after: "Europe/Berlin" },
    });
    const events =
      await owner`SELECT kind FROM event WHERE stream = 'clinic' AND tenant_id = ${ctx.tenant.id}`;
    expect(events.map((one) => one.kind)).toEqual(["clinic.changed"]);
  });

  test("have their time zone by its one name, and the same under another spelling is no change", async () => {
    const first = await change({ body: { timeZone: "pacific/apia" } });
    expect(await first.json()).toMatchObject({ timeZone: "Pacific/Apia", version: 2 });
    const again = await change({ body: { timeZone: "Pacific/APIA" }, ifMatch: '"2"' });
    expect(await again.json()).toMatchObject({ timeZone: "Pacific/Apia", version: 2 });
  });

  test("hold at the next request: a date order decides how a typed date is read", async () => {
    await change({ body: { dateOrder: "day-month-year" } });
    const { identify } = await import("@/lib/auth");
    const headers = new Headers({ Authorization: `Bearer ${tokens["demo nurse"]}` });
    const { tenant } = await identify(headers, { requestId: randomUUID(), ip: null });
    expect(tenant.dateOrder).toBe("day-month-year");
  });

  test("that are as they were make no version", async () => {
    const response = await change({ body: { name: "Demo Clinic" } });
    expect([response.status, (await response.json()).version]).toEqual([200, 1]);
    expect(await database().owner`SELECT FROM clinic_history`).toHaveLength(0);
  });

  test("are read by every role and changed by administrators alone", async () => {
    expect((await callRoute(GET, { token: tokens["demo nurse"] })).status).toBe(200);
    expect((await change({ body: { name: "X" }, as: "demo nurse" })).status).toBe(403);
  });

  test("of another clinic stay as they are", async () => {
    await change({ body: { name: "Theirs" }, as: "other admin" });
    const names = await database().owner`SELECT slug, name FROM tenant ORDER BY slug`;
    expect(names.map((row) => [row.slug, row.name])).toEqual([
      ["demo", "Demo Clinic"],
      ["other", "Theirs"],
    ]);
  });

  test.each([
    [{ name: " " }, "name"],
    [{ name: "a\u0000b" }, "name"],
    [{ timeZone: "Mars/Base" }, "timeZone"],
    [{ locale: "tlh" }, "locale"],
    [{ currency: "XYZ1" }, "currency"],
    [{ dateOrder: "year-day-month" }, "dateOrder"],
    [{ units: "imperial" }, "units"],
    [{ mrnPattern: "abc" }, "mrnPattern"],
    [{ slug: "stolen" }, ""],
  ])("refuse %j under its field", async (body, path) => {
    const response = await change({ body });
    expect(response.status).toBe(422);
    expect((await response.json()).errors[0].path).toBe(path);
  });

  test("want the version that was read: none is 428, an outdated one 412 with the settings as they are", async () => {
    const none = await callRoute(PATCH, {
      method: "PATCH",
      token: tokens["demo admin"],
      body: { name: "A" },
    });
    expect(none.status).toBe(428);
    await change({ body: { name: "First" } });
    const late = await change({ body: { name: "Second" } });
    expect([late.status, late.headers.get("etag")]).toEqual([412, '"2"']);
    expect((await late.json()).current).toMatchObject({ name: "First", version: 2 });
  });

  test("saved twice with one key are changed once", async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => change({ body: { name: "Once" }, key })),
    );
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(texts).size).toBe(1);
    expect(await database().owner`SELECT FROM clinic_history`).toHaveLength(1);
  });

  test("of two who save at once one is told of the other", async () => {
    const answers = await Promise.all(["A", "B"].map((name) => change({ body: { name } })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
  });
});
