import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createToken } from "@/lib/auth";
import { appendEvent, closeEvents } from "@/lib/events";
import { endStreams, stream } from "@/lib/http";
import { closeJobs } from "@/lib/jobs";
import { withTransaction } from "@/lib/tenancy";
import { givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { makeCounters, post } from "./counter";
import { startWriter } from "./writer";

const database = testDatabase();
let token = "";
let foreign = "";
const follow = stream({
  name: "GET /test/events",
  permission: "patient:read",
  action: "clinic.events.read",
  streamOf: async () => "test",
});
const followTrail = stream({
  name: "GET /test/trail",
  permission: "audit:read",
  action: "clinic.events.read",
  streamOf: async () => "test",
});

beforeAll(async () => {
  const { owner } = database();
  await makeCounters(owner);
  token = await createToken(owner, { tenant: "demo", email: "nurse@demo.test", days: 1 });
  foreign = await createToken(owner, { tenant: "other", email: "nurse@other.test", days: 1 });
});
afterAll(async () => {
  endStreams();
  await closeJobs(0);
  await closeEvents();
});

type Told = { id: string; event: string };

/** Opens the stream as a browser does; `take` waits for so many further events. */
async function listen(options: { after?: string; token?: string; isRaw?: boolean; to?: typeof follow } = {}) {
  const stop = new AbortController();
  const headers = new Headers({ Authorization: `Bearer ${options.token ?? token}` });
  if (options.after !== undefined) headers.set("Last-Event-ID", options.after);
  const request = new Request("http://localhost/test/events", { headers, signal: stop.signal });
  const answer = await (options.to ?? follow)(request, { params: Promise.resolve({}) });
  const reader = options.isRaw ? undefined : answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const take = async (count: number): Promise<Told[]> => {
    const told: Told[] = [];
    while (told.length < count) {
      const part = await reader?.read();
      if (!part || part.done) break;
      text += part.value;
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const [, id, event] = /id: (\d+)\nevent: (\S+)/.exec(text.slice(0, end)) ?? [];
        if (id && event && event !== "hello") told.push({ id, event });
        text = text.slice(end + 2);
      }
    }
    return told;
  };
  return { answer, take, stop: () => stop.abort() };
}

async function write(times: number, as = token): Promise<void> {
  for (let i = 0; i < times; i++)
    expect((await post({ token: as, key: randomUUID(), body: { n: 0 } })).status).toBe(201);
}

async function lastSeq(): Promise<number> {
  const [row] = await database().owner`
    SELECT coalesce(max(last_seq), 0)::int AS n FROM event_stream s JOIN tenant t USING (tenant_id) WHERE t.slug = 'demo' AND stream = 'test'`;
  return row?.n as number;
}

test("tells what is committed from now on, in order, and as nothing a cache may keep", async () => {
  await write(1);
  const before = await lastSeq();
  const listener = await listen();
  expect(listener.answer.headers.get("content-type")).toContain("text/event-stream");
  expect(listener.answer.headers.get("cache-control")).toBe("no-store");
  await write(3);
  expect(await listener.take(3)).toEqual(
    [1, 2, 3].map((n) => ({ id: String(before + n), event: "test.made" })),
  );
  listener.stop();
});

test("goes on where a cut connection ended: nothing is lost and nothing told twice", async () => {
  const from = await lastSeq();
  const told: string[] = [];
  let after = String(from);
  for (let round = 0; round < 10; round++) {
    const listener = await listen({ after });
    await write(3);
    // Cut after two: the third, and what is written while nobody listens, comes with the next connection.
    for (const { id } of await listener.take(2)) told.push(id);
    after = told.at(-1) ?? after;
    listener.stop();
    await write(1);
  }
  const rest = await listen({ after });
  for (const { id } of await rest.take(40 - told.length)) told.push(id);
  rest.stop();
  expect(told.map(Number)).toEqual(Array.from({ length: 40 }, (_, i) => from + i + 1));
});

test("tells what another process writes", async () => {
  const writer = await startWriter(database().ownerUrl, token);
  const listener = await listen();
  await Promise.all([writer.ask("make 5 2"), listener.take(5).then((told) => expect(told).toHaveLength(5))]);
  listener.stop();
  await writer.stop();
}, 30_000);

test("never tells what another clinic writes", async () => {
  const mine = await listen();
  const theirs = await listen({ token: foreign });
  await write(2, foreign);
  await write(1);
  expect((await theirs.take(2)).length).toBe(2);
  expect(await mine.take(1)).toEqual([{ id: String(await lastSeq()), event: "test.made" }]);
  mine.stop();
  theirs.stop();
});

test("a number that is no longer kept, or was never given out, starts anew", async () => {
  const { owner } = database();
  await write(3);
  const last = await lastSeq();
  await owner`DELETE FROM event e USING tenant t WHERE t.tenant_id = e.tenant_id AND t.slug = 'demo' AND stream = 'test' AND seq <= ${last - 1}`;
  for (const after of ["1", "999999"]) {
    const listener = await listen({ after });
    expect(await listener.take(1)).toEqual([{ id: String(last), event: "reset" }]);
    listener.stop();
  }
});

test("says where it begins, so that a connection cut before the first event loses nothing", async () => {
  const listener = await listen({ isRaw: true });
  const reader = listener.answer.body?.getReader();
  const first = new TextDecoder().decode((await reader?.read())?.value);
  expect(first).toContain(`id: ${await lastSeq()}\nevent: hello\n`);
  listener.stop();
});

test("ends for everybody when the server ends", async () => {
  const listener = await listen();
  endStreams();
  expect(await listener.take(1)).toEqual([]);
});

test.each(["abc", "-1", "1.5", "9".repeat(30)])("%s is no number of an event", async (after) => {
  expect((await listen({ after })).answer.status).toBe(400);
});

test("one account opens 40 at most, and a closed one makes room", async () => {
  const listeners = await Promise.all(Array.from({ length: 40 }, () => listen()));
  expect((await listen()).answer.status).toBe(429);
  listeners[0]?.stop();
  await listeners[0]?.take(1);
  const next = await listen();
  expect(next.answer.status).toBe(200);
  for (const listener of [...listeners, next]) listener.stop();
});

const HEARTBEAT_MS = 15_000;

test("ends at the next heartbeat for somebody whose token, or whose role's right, is gone", async () => {
  const { owner } = database();
  for (const lose of [
    () => owner`UPDATE app_user SET role = 'nurse' WHERE email = 'billing@demo.test'`,
    () => owner`UPDATE api_token SET revoked_at = now() WHERE name = 'to be lost'`,
  ]) {
    await owner`UPDATE app_user SET role = 'admin' WHERE email = 'billing@demo.test'`;
    const lost = await createToken(owner, { tenant: "demo", email: "billing@demo.test", days: 1 });
    await owner`
      UPDATE api_token SET name = 'to be lost' WHERE id = (SELECT id FROM api_token ORDER BY created_at DESC LIMIT 1)`;
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const listener = await listen({ token: lost, to: followTrail });
    const kept = await listen();
    await lose();
    await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
    vi.useRealTimers();
    expect(await listener.take(1)).toEqual([]);
    await write(1);
    expect(await kept.take(1)).toHaveLength(1);
    kept.stop();
  }
});

test("what waits for a reader is bounded: more than that ends the stream, to be asked for again", async () => {
  const ctx = await givenContext(database().owner, "nurse");
  const from = await lastSeq();
  const listener = await listen({ after: String(from) });
  const payload = { text: "x".repeat(70_000) };
  await withTransaction(ctx, (tx) => appendEvent(tx, ctx, { stream: "test", kind: "test.big", payload }));
  expect(await listener.take(1)).toEqual([]);
});

test("what happened while its own connection to the database was gone is told when that is back", async () => {
  const { owner } = database();
  const listener = await listen();
  const seq = (await lastSeq()) + 1;
  // As if the notification had come while nobody listened: the event is there and nobody was told.
  await owner`UPDATE event_stream SET last_seq = ${seq} FROM tenant t WHERE t.tenant_id = event_stream.tenant_id AND t.slug = 'demo' AND stream = 'test'`;
  await owner`
    INSERT INTO event (tenant_id, stream, seq, kind, payload)
    SELECT tenant_id, 'test', ${seq}, 'test.missed', '{}' FROM tenant WHERE slug = 'demo'`;
  await owner`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'swiftchart-events'`;
  expect(await listener.take(1)).toEqual([{ id: String(seq), event: "test.missed" }]);
  listener.stop();
});
