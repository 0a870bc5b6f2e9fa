import { createHash, randomUUID } from "node:crypto";
import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, test } from "vitest";
import { POST as changePassword } from "@/app/api/me/password/route";
import { PATCH as changeMe, GET as me } from "@/app/api/me/route";
import { createToken, identify, signIn } from "@/lib/auth";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { callRoute, givenContext, givenSession, givenUser } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { changeOwnPassword, preparePassword } from "./change-own-password";

const database = testDatabase();
const NEW = "lantern cactus orbit tulip";
let admin: Ctx;

beforeAll(async () => {
  admin = await givenContext(database().owner, "admin");
});

/** Somebody with two open sessions; the context is of one of them. */
async function givenSignedIn(): Promise<{ ctx: Ctx; email: string; password: string; other: string | null }> {
  const { owner } = database();
  const { id, email, password } = await givenUser(owner, admin.tenant.id, { role: "nurse" });
  const ctx = await givenSession(owner, {
    ...admin,
    actor: { kind: "user", id, name: "A user", email, role: "nurse" },
  });
  return { ctx, email, password, other: (await givenSession(owner, ctx)).sessionId };
}

async function cookieOf({ sessionId }: Ctx): Promise<string> {
  const token = await encode({ token: { sid: sessionId }, secret: process.env.AUTH_SECRET ?? "" });
  return `next-auth.session-token=${token}`;
}

async function change(ctx: Ctx, currentPassword: string, newPassword: string): Promise<void> {
  const prepared = await preparePassword(ctx, { currentPassword, newPassword });
  await withTransaction(ctx, (tx) => changeOwnPassword(ctx, tx, prepared));
}

describe("changing one's own password", () => {
  test("ends the other sessions and keeps this one", async () => {
    const { ctx, email, password, other } = await givenSignedIn();
    await change(ctx, password, NEW);
    const rows = await database().owner`
      SELECT id, revoked_at FROM session WHERE user_id = ${ctx.actor.id} ORDER BY created_at`;
    expect(Object.fromEntries(rows.map((row) => [row.id, row.revoked_at !== null]))).toEqual({
      [ctx.sessionId ?? ""]: false,
      [other ?? ""]: true,
    });
    await signIn({ email, password: NEW }, { requestId: "r", ip: null });
    const [noted] = await database().owner`
      SELECT detail FROM audit_event WHERE action = 'user.change-password' AND actor = ${email}`;
    expect(noted?.detail).toMatchObject({ version: 2, ended: 1 });
  });

  test("needs the present one, five times at most", async () => {
    const { ctx } = await givenSignedIn();
    for (let i = 0; i < 5; i++)
      await expect(change(ctx, "not the present one", NEW)).rejects.toMatchObject({
        code: "wrong_credentials",
        errors: [{ path: "currentPassword" }],
      });
    await expect(change(ctx, "not the present one", NEW)).rejects.toMatchObject({
      code: "too_many_requests",
    });
  });

  test("refuses a weak or the same one under its field, as often as it takes", async () => {
    const { ctx, password } = await givenSignedIn();
    for (const weak of [
      "short",
      "password1234",
      "Demo Clinic 2026!",
      password,
      "aaaaaaaaaaaaaaaa",
      "qwertyuiop[]",
    ])
      await expect(change(ctx, password, weak)).rejects.toMatchObject({
        code: "invalid_input",
        errors: [{ path: "newPassword" }],
      });
    await change(ctx, password, NEW);
  });

  test("of two at once one holds, and the other is told that the present one is another", async () => {
    const { ctx, password } = await givenSignedIn();
    const done = await Promise.allSettled([
      change(ctx, password, `${NEW} one`),
      change(ctx, password, `${NEW} two`),
    ]);
    expect(done.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("asked for again with its key gets the first answer, as often as it takes, and costs no attempt", async () => {
    const { ctx, password } = await givenSignedIn();
    const cookie = await cookieOf(ctx);
    const key = randomUUID();
    const send = (currentPassword: string, with_: string = key) =>
      callRoute(changePassword, {
        method: "POST",
        path: "/api/me/password",
        cookie,
        key: with_,
        body: { currentPassword, newPassword: NEW },
      });
    // At once, and then one after the other: by then the present password is another.
    const atOnce = await Promise.all(Array.from({ length: 20 }, () => send(password)));
    expect(new Set(atOnce.map((answer) => answer.status))).toEqual(new Set([204]));
    for (let i = 0; i < 9; i++) expect((await send(password)).status).toBe(204);
    for (let i = 0; i < 5; i++) expect((await send("not the present one", randomUUID())).status).toBe(401);
    expect((await send(NEW, key)).status).toBe(409);
  });

  test("leaves nothing in the database that a password could be tried against, but its slow hash", async () => {
    const [one, two] = [await givenSignedIn(), await givenSignedIn()];
    const key = randomUUID();
    const body = { currentPassword: one.password, newPassword: NEW };
    for (const { ctx } of [one, two]) {
      const cookie = await cookieOf(ctx);
      const sent = { method: "POST", path: "/api/me/password", cookie, key, body };
      expect((await callRoute(changePassword, sent)).status).toBe(204);
    }
    const kept = await database().owner<{ hash: Buffer }[]>`
      SELECT body_hash AS hash FROM idempotency WHERE key = ${key}`;
    const plain = createHash("sha256").update(JSON.stringify(body)).digest("hex");
    const hashes = kept.map(({ hash }) => hash.toString("hex"));
    expect([hashes.length, new Set(hashes).size, hashes.includes(plain)]).toEqual([2, 2, false]);
  });

  test("is not for API tokens, which have no session", async () => {
    const token = await createToken(database().owner, { tenant: "demo", email: "nurse@demo.test", days: 1 });
    const response = await callRoute(changePassword, {
      method: "POST",
      path: "/api/me/password",
      token,
      key: randomUUID(),
      body: { currentPassword: "x", newPassword: NEW },
    });
    expect([response.status, (await response.json()).code]).toEqual([403, "session_required"]);
  });
});

test("one's own name is changed by everybody, and one's role by nobody", async () => {
  const token = await createToken(database().owner, { tenant: "demo", email: "nurse@demo.test", days: 1 });
  const { version } = await (await callRoute(me, { token })).json();
  const send = (body: unknown) =>
    callRoute(changeMe, { method: "PATCH", path: "/api/me", token, body, ifMatch: `"${version}"` });
  expect((await send({ role: "admin" })).status).toBe(422);
  expect(await (await send({ name: "Noor New" })).json()).toMatchObject({ name: "Noor New", role: "nurse" });
  expect((await send({ name: "Late" })).status).toBe(412);
  const headers = new Headers({ Authorization: `Bearer ${token}` });
  expect((await identify(headers, { requestId: "r", ip: null })).actor.name).toBe("Noor New");
});
