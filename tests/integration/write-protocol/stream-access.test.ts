import { encode } from "next-auth/jwt";
import { afterAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { DELETE as signOut } from "@/app/api/session/current/route";
import { POST as lock } from "@/app/api/session/lock/route";
import { createToken, signIn } from "@/lib/auth";
import { env } from "@/lib/env";
import { appendEvent, closeEvents } from "@/lib/events";
import { endStreams, stream } from "@/lib/http";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { callRoute, givenContext, givenTenant } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { TEST_PASSWORD } from "@/tests/harness/template-database";

const database = testDatabase();
const follow = stream({
  name: "GET /test/events",
  permission: "patient:read",
  action: "clinic.events.read",
  streamOf: async () => "test",
});
let slug = "";
let sessionId = "";
let nurse: Ctx;

beforeEach(async () => {
  ({ slug } = await givenTenant(database().owner));
  nurse = await givenContext(database().owner, "nurse", slug);
  const caller = { requestId: "r", ip: null };
  ({ sessionId } = await signIn({ email: `nurse@${slug}.test`, password: TEST_PASSWORD }, caller));
});
afterAll(async () => {
  endStreams();
  await closeEvents();
});

async function cookieOf(): Promise<string> {
  const token = await encode({ token: { sid: sessionId }, secret: env().AUTH_SECRET ?? "" });
  return `next-auth.session-token=${token}`;
}

/** Opens the stream and hears its first words; `rest` is what comes until it ends. */
async function listen(headers: Record<string, string>) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const request = new Request("http://localhost/test/events", { headers, signal: stop.signal });
  const answer = await follow(request, { params: Promise.resolve({}) });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain("event: hello");
  const rest = async (): Promise<string> => {
    let text = "";
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value;
    return text;
  };
  return { rest };
}

const happen = (): Promise<unknown> =>
  withTransaction(nurse, (tx) => appendEvent(tx, nurse, { stream: "test", kind: "test.made", payload: {} }));

const ENDINGS: [string, () => Promise<unknown>][] = [
  [
    "its session is signed out",
    async () => callRoute(signOut, { method: "DELETE", cookie: await cookieOf() }),
  ],
  ["its session is locked", async () => callRoute(lock, { method: "POST", cookie: await cookieOf() })],
  [
    "its session is ended by somebody else",
    () => database().owner`UPDATE session SET revoked_at = now() WHERE id = ${sessionId}`,
  ],
  [
    "its person is deactivated",
    () =>
      database()
        .owner`UPDATE app_user SET status = 'deactivated', disabled_at = now() WHERE id = ${nurse.actor.id}`,
  ],
];

test.each(ENDINGS)("a stream ends at once, having told nothing more, when %s", async (_, end) => {
  const { rest } = await listen({ Cookie: await cookieOf() });
  await end();
  await happen();
  expect(await rest()).not.toContain("test.made");
});

test("a stream ends at once when its token is revoked", async () => {
  const { owner } = database();
  const token = await createToken(owner, { tenant: slug, email: `nurse@${slug}.test`, days: 1 });
  const { rest } = await listen({ Authorization: `Bearer ${token}` });
  await owner`UPDATE api_token SET revoked_at = now() WHERE tenant_id = ${nurse.tenant.id}`;
  await happen();
  expect(await rest()).not.toContain("test.made");
});

test("nothing is told after a session has locked by itself, which nobody announces", async () => {
  const { rest } = await listen({ Cookie: await cookieOf() });
  await database()
    .owner`UPDATE session SET last_active_at = now() - interval '16 minutes' WHERE id = ${sessionId}`;
  await happen();
  expect(await rest()).not.toContain("test.made");
});

test("listening keeps no session from locking", async () => {
  const { owner } = database();
  await owner`UPDATE session SET last_active_at = now() - interval '14 minutes' WHERE id = ${sessionId}`;
  const { rest } = await listen({ Cookie: await cookieOf() });
  await owner`UPDATE session SET revoked_at = now() WHERE id = ${sessionId}`;
  await rest();
  const [row] = await owner<{ idle: number }[]>`
    SELECT extract(epoch FROM now() - last_active_at)::int AS idle FROM session WHERE id = ${sessionId}`;
  expect(row?.idle).toBeGreaterThanOrEqual(840);
});

test("HEAD is answered, and holds none of the 40 places", async () => {
  const cookie = await cookieOf();
  for (let i = 0; i < 50; i++) {
    const answer = await callRoute(follow, { method: "HEAD", cookie });
    expect([answer.status, answer.body]).toEqual([200, null]);
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
  }
  await listen({ Cookie: cookie });
});
