import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createToken } from "@/lib/auth";
import { env, resetEnv } from "@/lib/env";
import { closeEvents } from "@/lib/events";
import { opensKeptReplies } from "@/lib/http";
import { closeJobs } from "@/lib/jobs";
import { givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { makeCounters, patch, post } from "./counter";

const database = testDatabase();
let token = "";
let foreign = "";
let billing = "";

beforeAll(async () => {
  const { owner } = database();
  await makeCounters(owner);
  token = await createToken(owner, { tenant: "demo", email: "nurse@demo.test", days: 1 });
  billing = await createToken(owner, { tenant: "demo", email: "billing@demo.test", days: 1 });
  foreign = await createToken(owner, { tenant: "other", email: "nurse@other.test", days: 1 });
});
afterAll(async () => {
  await closeJobs(0);
  await closeEvents();
});

async function givenCounter(n = 0): Promise<string> {
  const answer = await post({ token, key: randomUUID(), body: { n } });
  return ((await answer.json()) as { id: string }).id;
}

async function read(id: string): Promise<{ n: number; version: number } | undefined> {
  const [row] = await database().owner<
    { n: number; version: number }[]
  >`SELECT n, version FROM test_counter WHERE id = ${id}`;
  return row;
}

async function countOf(what: "audit" | "event" | "job", id: string): Promise<number> {
  const { owner } = database();
  const [row] =
    what === "audit"
      ? await owner`SELECT count(*)::int AS n FROM audit_event WHERE action = 'test.added'`
      : what === "event"
        ? await owner`SELECT count(*)::int AS n FROM event WHERE kind = 'test.added' AND payload->>'id' = ${id}`
        : await owner`SELECT count(*)::int AS n FROM pgboss.job WHERE data->>'patientId' = ${id}`;
  return row?.n as number;
}

describe("one key", () => {
  test("sent by 20 callers at once takes effect once and gives 20 equal answers", async () => {
    const id = await givenCounter();
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => patch(id, { token, key, ifMatch: '"1"', body: { add: 5 } })),
    );
    const told = await Promise.all(
      answers.map(async (answer) => `${answer.status} ${answer.headers.get("etag")} ${await answer.text()}`),
    );
    expect(new Set(told)).toEqual(new Set([`200 "2" {"n":5,"version":2}`]));
    expect(await read(id)).toEqual({ n: 5, version: 2 });
    expect(await countOf("event", id)).toBe(1);
    expect(await countOf("job", id)).toBe(1);
  });

  test("a create answered again names the same row, status and place", async () => {
    const key = randomUUID();
    const [first, again] = [
      await post({ token, key, body: { n: 7 } }),
      await post({ token, key, body: { n: 7 } }),
    ];
    expect([again.status, again.headers.get("location"), again.headers.get("etag")]).toEqual([
      201,
      first.headers.get("location"),
      '"1"',
    ]);
    expect(await again.json()).toEqual(await first.json());
  });

  test("the first answer comes again after others have changed the row", async () => {
    const id = await givenCounter();
    const key = randomUUID();
    await patch(id, { token, key, ifMatch: '"1"', body: { add: 1 } });
    await patch(id, { token, key: randomUUID(), ifMatch: '"2"', body: { add: 10 } });
    const replay = await patch(id, { token, key, ifMatch: '"1"', body: { add: 1 } });
    expect([replay.status, await replay.json()]).toEqual([200, { n: 1, version: 2 }]);
    expect(await read(id)).toEqual({ n: 11, version: 3 });
  });

  test("whose answer was sealed with a secret that is gone says that it was saved, whoever repeats it", async () => {
    const id = await givenCounter();
    const key = randomUUID();
    const change = { token, key, ifMatch: '"1"', body: { add: 4 } };
    await patch(id, change);
    expect(await opensKeptReplies(database().owner, env().AUTH_SECRET ?? "")).toBe(true);
    const before = process.env.AUTH_SECRET;
    try {
      process.env.AUTH_SECRET = "another secret, as after a rotation of it";
      resetEnv();
      expect(await opensKeptReplies(database().owner, env().AUTH_SECRET ?? "")).toBe(false);
      for (let time = 0; time < 2; time++) {
        const replay = await patch(id, change);
        expect([replay.status, (await replay.json()).code]).toEqual([409, "already_saved"]);
      }
    } finally {
      if (before === undefined) delete process.env.AUTH_SECRET;
      else process.env.AUTH_SECRET = before;
      resetEnv();
    }
    expect(await read(id)).toEqual({ n: 4, version: 2 });
  });

  test("with another body is refused", async () => {
    const id = await givenCounter();
    const key = randomUUID();
    await patch(id, { token, key, ifMatch: '"1"', body: { add: 1 } });
    const other = await patch(id, { token, key, ifMatch: '"2"', body: { add: 2 } });
    expect([other.status, (await other.json()).code]).toEqual([409, "idempotency_mismatch"]);
    expect(await read(id)).toEqual({ n: 1, version: 2 });
  });

  test("on another row is refused, whose answer it must not be", async () => {
    const [a, b] = [await givenCounter(), await givenCounter()];
    const key = randomUUID();
    await patch(a, { token, key, ifMatch: '"1"', body: { add: 1 } });
    expect((await patch(b, { token, key, ifMatch: '"1"', body: { add: 1 } })).status).toBe(409);
    expect(await read(b)).toEqual({ n: 0, version: 1 });
  });

  test("of a request that failed is free again", async () => {
    const id = await givenCounter(999_999);
    const key = randomUUID();
    expect((await patch(id, { token, key, ifMatch: '"1"', body: { add: 2 } })).status).toBe(422);
    expect((await patch(id, { token, key, ifMatch: '"1"', body: { add: 1 } })).status).toBe(200);
  });

  test("is each person's and each clinic's own", async () => {
    const key = randomUUID();
    const mine = await (await post({ token, key, body: { n: 1 } })).json();
    const theirs = await (await post({ token: foreign, key, body: { n: 1 } })).json();
    expect(theirs.id).not.toBe(mine.id);
  });

  test.each(["short", "with space in it", "ümläut-key", "x".repeat(201), ""])("%j is no key", async (key) => {
    // Headers refuse what is no Latin-1 themselves; the rest is refused by name.
    const answer = await post({ token, key, body: { n: 1 } });
    expect([answer.status, (await answer.json()).code]).toEqual([400, "malformed_request"]);
  });

  test("leaves an event each time the answer is told again, beside the one of the change", async () => {
    const id = await givenCounter();
    const key = randomUUID();
    const noted = async () =>
      (
        await database().owner`
          SELECT action, patient_id AS patient, detail FROM audit_event WHERE at >= ${from}::text::timestamptz ORDER BY at, id`
      ).map(({ action, patient, detail }) => [action, patient, detail?.route]);
    const [{ from = "" } = {}] = await database().owner<
      { from: string }[]
    >`SELECT clock_timestamp()::text AS "from"`;
    for (let i = 0; i < 3; i++) await patch(id, { token, key, ifMatch: '"1"', body: { add: 1 } });
    const replay = ["request.replay", null, "PATCH /test/:id"];
    expect(await noted()).toEqual([["test.added", null, undefined], replay, replay]);
  });

  test("keeps its answer encrypted", async () => {
    const key = randomUUID();
    await post({ token, key, body: { n: 424_242 } });
    const [row] = await database().owner<
      { reply: Buffer }[]
    >`SELECT reply FROM idempotency WHERE key = ${key}`;
    expect(row?.reply.toString("latin1")).not.toContain("424242");
  });
});

describe("a version", () => {
  test("absent is asked for", async () => {
    const answer = await patch(await givenCounter(), { token, body: { add: 1 } });
    expect([answer.status, (await answer.json()).code]).toEqual([428, "precondition_required"]);
  });

  test("outdated is answered with the row as it is now", async () => {
    const id = await givenCounter();
    await patch(id, { token, ifMatch: '"1"', body: { add: 3 } });
    const late = await patch(id, { token, ifMatch: '"1"', body: { add: 4 } });
    expect(late.status).toBe(412);
    expect(late.headers.get("etag")).toBe('"2"');
    expect(await late.json()).toMatchObject({ code: "version_conflict", current: { n: 3, version: 2 } });
    expect(await read(id)).toEqual({ n: 3, version: 2 });
  });

  test("of a read's longer tag counts alike", async () => {
    const id = await givenCounter();
    expect((await patch(id, { token, ifMatch: '"1.kd8s_-x"', body: { add: 3 } })).status).toBe(200);
  });

  test.each(["1", "*", '"x"', '"1", "2"', '""', '"-1"', '"99999999999"'])("%s is none", async (ifMatch) => {
    expect((await patch(await givenCounter(), { token, ifMatch, body: { add: 1 } })).status).toBe(400);
  });

  test("16 writers on one version: one wins, 15 are told", async () => {
    const id = await givenCounter();
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        patch(id, { token, key: randomUUID(), ifMatch: '"1"', body: { add: 1 } }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 15 }, () => 412)]);
    expect(await read(id)).toEqual({ n: 1, version: 2 });
  });
});

describe("a write", () => {
  test("of another clinic's row finds nothing and changes nothing", async () => {
    const id = await givenCounter();
    expect((await patch(id, { token: foreign, ifMatch: '"1"', body: { add: 1 } })).status).toBe(404);
    expect(await read(id)).toEqual({ n: 0, version: 1 });
  });

  test("that the role may not do is refused and audited", async () => {
    const id = await givenCounter();
    const answer = await patch(id, { token: billing, ifMatch: '"1"', body: { add: 1 } });
    expect(answer.status).toBe(403);
    const { tenant } = await givenContext(database().owner);
    const [event] = await database().owner`
      SELECT outcome, detail->>'code' AS code, actor FROM audit_event
      WHERE tenant_id = ${tenant.id} AND detail->>'route' = 'PATCH /test/:id' AND actor = 'billing@demo.test'`;
    expect(event).toMatchObject({ outcome: "refused", code: "forbidden" });
  });

  test("with a field that is not known is refused", async () => {
    const answer = await patch(await givenCounter(), {
      token,
      ifMatch: '"1"',
      body: { add: 1, role: "admin" },
    });
    expect(answer.status).toBe(422);
  });

  test("that fails leaves no audit event, event or job", async () => {
    const id = await givenCounter(1_000_000);
    const before = await countOf("audit", id);
    await patch(id, { token, key: randomUUID(), ifMatch: '"1"', body: { add: 1 } });
    expect([await countOf("audit", id), await countOf("event", id), await countOf("job", id)]).toEqual([
      before,
      0,
      0,
    ]);
  });
});
