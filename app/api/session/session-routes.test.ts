import { encode } from "next-auth/jwt";
import { beforeEach, describe, expect, test } from "vitest";
import { createToken, signIn } from "@/lib/auth";
import { env } from "@/lib/env";
import type { Handler } from "@/lib/http";
import { givenTenant } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { TEST_PASSWORD } from "@/tests/harness/template-database";
import { GET as GET_PATIENTS } from "../patients/route";
import { POST as ACTIVITY } from "./activity/route";
import { DELETE as SIGN_OUT } from "./current/route";
import { POST as LOCK } from "./lock/route";
import { POST as UNLOCK } from "./unlock/route";

const database = testDatabase();
let slug = "";
let email = "";
let cookie = "";

beforeEach(async () => {
  ({ slug } = await givenTenant(database().owner));
  email = `nurse@${slug}.test`;
  const { sessionId } = await signIn({ email, password: TEST_PASSWORD }, { requestId: "r", ip: null });
  const token = await encode({ token: { sid: sessionId }, secret: env().AUTH_SECRET ?? "" });
  cookie = `next-auth.session-token=${token}`;
});

function call(
  handler: Handler,
  method: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Response> {
  const all = new Headers(headers);
  if (body) all.set("Content-Type", "application/json");
  const request = new Request("http://localhost:3000/api/x", {
    method,
    headers: all,
    body: body ? JSON.stringify(body) : undefined,
  });
  return handler(request, { params: Promise.resolve({}) });
}

const search = async (cookies = cookie): Promise<number> =>
  (await call(GET_PATIENTS, "GET", { cookie: cookies })).status;

test("locking again and again succeeds and is one event, and unlocking takes the browser's mark away", async () => {
  for (let i = 0; i < 3; i++) expect((await call(LOCK, "POST", { cookie })).status).toBe(204);
  const events = await database()
    .owner`SELECT 1 FROM audit_event WHERE actor = ${email} AND action = 'session.lock'`;
  expect(events).toHaveLength(1);
  expect(await search()).toBe(401);
  const unlocked = await call(UNLOCK, "POST", { cookie }, { password: TEST_PASSWORD });
  expect([unlocked.status, unlocked.headers.getSetCookie()]).toEqual([
    204,
    ["swiftchart.lock=; Path=/; Max-Age=0; SameSite=Strict"],
  ]);
  expect(await search()).toBe(200);
});

test("a browser that marked itself locked gets nothing, but can lock, unlock and sign out", async () => {
  const marked = `${cookie}; swiftchart.lock=1`;
  expect(await search(marked)).toBe(401);
  expect((await call(LOCK, "POST", { cookie: marked })).status).toBe(204);
  expect((await call(UNLOCK, "POST", { cookie: marked }, { password: TEST_PASSWORD })).status).toBe(204);
  expect((await call(SIGN_OUT, "DELETE", { cookie: marked })).status).toBe(204);
});

test("signing out ends the session, locked or not, and leaves the browser nothing of it", async () => {
  await call(LOCK, "POST", { cookie });
  const response = await call(SIGN_OUT, "DELETE", { cookie });
  expect(response.headers.getSetCookie().map((line) => line.split(";", 1)[0])).toEqual([
    "next-auth.session-token=",
    "swiftchart.lock=",
  ]);
  expect((await call(SIGN_OUT, "DELETE", { cookie })).status).toBe(401);
});

describe.each([
  ["lock", LOCK, "POST", undefined],
  ["unlock", UNLOCK, "POST", { password: TEST_PASSWORD }],
  ["activity", ACTIVITY, "POST", undefined],
  ["sign-out", SIGN_OUT, "DELETE", undefined],
] as const)("%s", (_, handler, method, body) => {
  test("by API token is refused with its own code, and nothing is done", async () => {
    const token = await createToken(database().owner, { tenant: slug, email, days: 1 });
    const response = await call(handler, method, { Authorization: `Bearer ${token}`, cookie }, body);
    expect([response.status, (await response.json()).code]).toEqual([403, "session_required"]);
    expect(await search()).toBe(200);
  });

  test("from another site's page is refused, also with Basic in Authorization", async () => {
    const headers = { cookie, Origin: "https://evil.test", Authorization: "Basic dXNlcjpwYXNz" };
    expect((await call(handler, method, headers, body)).status).toBe(403);
    expect(await search()).toBe(200);
  });
});

test("a read that says it is a prefetch is in the trail as the read it is", async () => {
  const requestId = `prefetch-${slug}`;
  const headers = { cookie, Purpose: "prefetch", "X-Request-Id": requestId };
  expect((await call(GET_PATIENTS, "GET", headers)).status).toBe(200);
  const [event] = await database()
    .owner`SELECT outcome, detail FROM audit_event WHERE request_id = ${requestId}`;
  expect(event).toMatchObject({ outcome: "success", detail: { callerSaid: "prefetch" } });
  expect(event?.detail).not.toHaveProperty("prefetch");
});
