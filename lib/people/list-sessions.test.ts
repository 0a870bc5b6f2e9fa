import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { DELETE as endOne } from "@/app/api/sessions/[sessionId]/route";
import { GET as list } from "@/app/api/sessions/route";
import { DELETE as revoke } from "@/app/api/tokens/[tokenId]/route";
import { POST as addToken, GET as tokens } from "@/app/api/tokens/route";
import { POST as endAll } from "@/app/api/users/[userId]/revoke-sessions/route";
import { GET as people } from "@/app/api/users/route";
import { createToken, identify, signIn } from "@/lib/auth";
import type { Ctx } from "@/lib/tenancy";
import { callRoute, givenContext, givenSession, givenUser } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
let ctx: Ctx;
let admin: string;
let theirs: string;

beforeAll(async () => {
  const { owner } = database();
  ctx = await givenContext(owner, "admin");
  admin = await createToken(owner, { tenant: "demo", email: "admin@demo.test", days: 1 });
  theirs = await createToken(owner, { tenant: "other", email: "admin@other.test", days: 1 });
});

const UA = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36";
type Listed = { id: string; email: string; device: string; ip: string; isLocked: boolean };
const open = async (token = admin): Promise<Listed[]> =>
  (await (await callRoute(list, { token })).json()).items;

describe("who is signed in now", () => {
  test("is told with device and network, and no session that is over or another clinic's", async () => {
    const { owner } = database();
    const { id, email, password } = await givenUser(owner, ctx.tenant.id);
    const caller = { requestId: "r", ip: "198.51.100.7", userAgent: UA };
    const { sessionId } = await signIn({ email, password }, caller);
    await givenSession(owner, ctx, { userId: id }).then(
      ({ sessionId: over }) => owner`UPDATE session SET revoked_at = now() WHERE id = ${over}`,
    );
    const mine = (await open()).filter((one) => one.email === email);
    expect(mine).toMatchObject([
      { id: sessionId, device: "Chrome on Windows", ip: "198.51.100.7", isLocked: false },
    ]);
    expect((await open(theirs)).map((one) => one.id)).not.toContain(sessionId);
  });

  test("ends with one click, and only in one's own clinic", async () => {
    const { owner } = database();
    const { id, email } = await givenUser(owner, ctx.tenant.id);
    const { sessionId } = await givenSession(owner, ctx, { userId: id });
    const end = (token: string, of = sessionId ?? "") =>
      callRoute(endOne, { method: "DELETE", path: `/api/sessions/${of}`, params: { sessionId: of }, token });
    expect((await end(theirs)).status).toBe(404);
    expect((await end(admin)).status).toBe(204);
    expect((await open()).filter((one) => one.email === email)).toEqual([]);
    expect((await end(admin)).status).toBe(404);
    expect((await end(admin, "none")).status).toBe(404);
  });

  test("is over for all sessions of a person at once", async () => {
    const { owner } = database();
    const { id } = await givenUser(owner, ctx.tenant.id);
    for (let i = 0; i < 3; i++) await givenSession(owner, ctx, { userId: id });
    const end = (token: string) =>
      callRoute(endAll, { method: "POST", path: "/x", params: { userId: id }, token });
    expect((await end(theirs)).status).toBe(404);
    expect(await (await end(admin)).json()).toEqual({ ended: 3 });
    const [noted] = await owner`SELECT detail FROM audit_event WHERE action = 'user.revoke-sessions'`;
    expect(noted?.detail).toEqual({ user: id, ended: 3 });
  });
});

test.each([
  ["user.list", people],
  ["session.list", list],
  ["token.list", tokens],
])("reading is noted: %s", async (action, handler) => {
  const count = async () =>
    (await database().owner`SELECT FROM audit_event WHERE action = ${action} AND actor_id = ${ctx.actor.id}`)
      .length;
  const before = await count();
  expect((await callRoute(handler, { path: "/x", token: admin })).status).toBe(200);
  expect(await count()).toBe(before + 1);
});

describe("an API token", () => {
  const add = (body: unknown, key?: string, token = admin) =>
    callRoute(addToken, { method: "POST", path: "/api/tokens", token, body, key });

  test("is told once, acts with its person's role, and ends with the next request after it is revoked", async () => {
    const { id } = await givenUser(database().owner, ctx.tenant.id, { role: "billing" });
    const key = randomUUID();
    const response = await add({ name: "Ledger export", userId: id, days: 30 }, key);
    const made = await response.json();
    expect([response.status, response.headers.get("location")]).toEqual([201, `/api/tokens/${made.id}`]);
    expect((await (await add({ name: "Ledger export", userId: id, days: 30 }, key)).json()).token).toBe(
      made.token,
    );
    const headers = new Headers({ Authorization: `Bearer ${made.token}` });
    expect((await identify(headers, { requestId: "r", ip: null })).actor.role).toBe("billing");
    const listed = await (await callRoute(tokens, { token: admin })).text();
    expect(listed).toContain("Ledger export");
    expect(listed).not.toContain(made.token);
    const end = (token: string) =>
      callRoute(revoke, { method: "DELETE", path: "/x", params: { tokenId: made.id }, token });
    expect((await end(theirs)).status).toBe(404);
    expect((await end(admin)).status).toBe(204);
    await expect(identify(headers, { requestId: "r", ip: null })).rejects.toMatchObject({
      code: "not_signed_in",
    });
  });

  test("is refused for somebody of another clinic, somebody who is out, and for ever", async () => {
    const other = await givenContext(database().owner, "nurse", "other");
    expect((await add({ name: "A", userId: other.actor.id })).status).toBe(404);
    const { id } = await givenUser(database().owner, ctx.tenant.id);
    await database().owner`UPDATE app_user SET status = 'deactivated', disabled_at = now() WHERE id = ${id}`;
    expect((await add({ name: "A", userId: id })).status).toBe(409);
    for (const days of [0, 3651, 1.5]) expect((await add({ name: "A", days })).status).toBe(422);
    const nurse = await createToken(database().owner, { tenant: "demo", email: "nurse@demo.test", days: 1 });
    expect((await add({ name: "A" }, undefined, nurse)).status).toBe(403);
  });
});
