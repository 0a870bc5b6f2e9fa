import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { POST as look } from "@/app/api/links/route";
import { POST as redeem } from "@/app/api/links/use/route";
import { POST as inviteAgain } from "@/app/api/users/[userId]/invite/route";
import { POST as reset } from "@/app/api/users/[userId]/reset-password/route";
import { POST as invite, GET as list } from "@/app/api/users/route";
import { createToken, signIn } from "@/lib/auth";
import type { Ctx } from "@/lib/tenancy";
import { callRoute, givenContext, givenSession, givenUser } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const GOOD = "tulip orbit cactus lantern";
let ctx: Ctx;
let admin: string;
let count = 0;

beforeAll(async () => {
  const { owner } = database();
  ctx = await givenContext(owner, "admin");
  admin = await createToken(owner, { tenant: "demo", email: "admin@demo.test", days: 1 });
});
beforeEach(() => database().owner`DELETE FROM sign_in_failure`);

const newAddress = () => `new-${count++}@westside.example`;
const send = (over: { body?: unknown; token?: string; key?: string } = {}) =>
  callRoute(invite, {
    method: "POST",
    path: "/api/users",
    token: over.token ?? admin,
    body: over.body ?? { email: newAddress(), name: "Jo Doe", role: "nurse" },
    key: over.key,
  });
const secretOf = (url: string) => new URL(url).hash.slice(1);
const use = (token: string, password = GOOD) =>
  callRoute(redeem, { method: "POST", path: "/api/links/use", body: { token, password } });
const about = (path: "invite" | "reset-password", id: string) =>
  callRoute(path === "invite" ? inviteAgain : reset, {
    method: "POST",
    path: `/api/users/${id}/${path}`,
    params: { userId: id },
    token: admin,
  });

describe("inviting somebody", () => {
  test("answers the person and a link that is told this once", async () => {
    const email = newAddress();
    const response = await send({ body: { email, name: " Jo Doe ", role: "nurse" } });
    const person = await response.json();
    expect([response.status, response.headers.get("etag"), response.headers.get("location")]).toEqual([
      201,
      '"1"',
      `/api/users/${person.id}`,
    ]);
    expect(person).toMatchObject({
      email,
      name: "Jo Doe",
      role: "nurse",
      status: "invited",
      lastSeenAt: null,
    });
    expect(person.inviteUrl).toMatch(/^http:\/\/localhost:\d+\/set-password#swl_[\w-]{43}$/);
    const days = (Date.parse(person.linkExpiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(7, 1);
    const listed = await (await callRoute(list, { path: `/api/users?q=${email}`, token: admin })).json();
    expect(listed.items).toHaveLength(1);
    expect(JSON.stringify(listed)).not.toContain("swl_");
  });

  test("leaves the secret nowhere: not in the database, and in the kept answer only sealed", async () => {
    const key = randomUUID();
    const { inviteUrl, id } = await (await send({ key })).json();
    const { owner } = database();
    const [kept] = await owner`SELECT reply FROM idempotency WHERE key = ${key}`;
    expect(kept?.reply.toString("latin1")).not.toContain(secretOf(inviteUrl));
    const everything = await owner`
      SELECT json_build_array((SELECT json_agg(l) FROM one_time_link l), (SELECT json_agg(a) FROM audit_event a),
                              (SELECT json_agg(e) FROM event e), (SELECT json_agg(h) FROM person_history h))::text AS text`;
    expect(everything[0]?.text).toContain(id);
    expect(everything[0]?.text).not.toContain(secretOf(inviteUrl));
  });

  test("sent again with the same key gives the same person and the same link", async () => {
    const key = randomUUID();
    const body = { email: newAddress(), name: "Jo", role: "nurse" };
    const answers = await Promise.all(Array.from({ length: 5 }, () => send({ body, key })));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(texts).size).toBe(1);
  });

  test("takes an address once, in any case and in any clinic, also at the same instant", async () => {
    const email = newAddress();
    const bodies = [email, email.toUpperCase(), email, email].map((one) => ({
      email: one,
      name: "Jo",
      role: "nurse",
    }));
    const answers = await Promise.all(bodies.map((body) => send({ body })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409]);
    const theirs = await send({ body: { email: "nurse@other.test", name: "Jo", role: "nurse" } });
    expect((await theirs.json()).errors).toEqual([
      { path: "email", message: "This address has an account already. Use another one." },
    ]);
  });

  test("leaves a trail of addresses that were not free, and takes twenty of them at most", async () => {
    const { owner } = database();
    const probe = () => send({ body: { email: "nurse@other.test", name: "Jo", role: "nurse" } });
    const refused = async () =>
      (
        await owner`
          SELECT FROM audit_event WHERE tenant_id = ${ctx.tenant.id} AND outcome = 'refused' AND detail->>'route' = 'POST /api/users'`
      ).length;
    const before = await refused();
    // Those that were free cost nothing.
    for (let i = 0; i < 3; i++) expect((await send()).status).toBe(201);
    const answers: number[] = [];
    for (let i = 0; i < 21; i++) answers.push((await probe()).status);
    expect([answers.slice(0, 20), answers[20]]).toEqual([Array(20).fill(409), 429]);
    // The last is counted, as all that can be caused without end.
    expect((await refused()) - before).toBe(20);
  });

  test.each([
    [{ email: "nobody", name: "Jo", role: "nurse" }, "email"],
    [{ email: "a@b.example", name: "  ", role: "nurse" }, "name"],
    [{ email: "a@b.example", name: "Jo", role: "boss" }, "role"],
    [{ email: "a@b.example", name: "Jo", role: "nurse", status: "active" }, ""],
  ])("refuses %j", async (body, path) => {
    const response = await send({ body });
    expect([response.status, (await response.json()).errors[0].path]).toEqual([422, path]);
  });

  test("is for administrators", async () => {
    const token = await createToken(database().owner, {
      tenant: "demo",
      email: "clinician@demo.test",
      days: 1,
    });
    expect((await send({ token })).status).toBe(403);
  });
});

describe("a one-time link", () => {
  test("tells whose it is, sets the password, and the person signs in", async () => {
    const { email, inviteUrl } = await (await send()).json();
    const token = secretOf(inviteUrl);
    const facts = await callRoute(look, { method: "POST", body: { token } });
    expect(await facts.json()).toMatchObject({
      purpose: "invite",
      name: "Jo Doe",
      email,
      clinic: ctx.tenant.name,
    });
    await expect(signIn({ email, password: GOOD }, { requestId: "r", ip: null })).rejects.toMatchObject({
      code: "wrong_credentials",
    });
    expect((await use(token)).status).toBe(204);
    expect(await signIn({ email, password: GOOD }, { requestId: "r", ip: null })).toMatchObject({
      name: "Jo Doe",
    });
    const [noted] = await database().owner`
      SELECT actor, detail FROM audit_event WHERE action = 'user.set-password' AND actor = ${email}`;
    expect(noted?.detail).toMatchObject({ by: "invite", version: 2 });
  });

  test("used by twenty at once works for one", async () => {
    const { inviteUrl, email } = await (await send()).json();
    const passwords = Array.from({ length: 20 }, (_, i) => `${GOOD} number ${i}`);
    const answers = await Promise.all(passwords.map((password) => use(secretOf(inviteUrl), password)));
    const winners = passwords.filter((_, i) => answers[i]?.status === 204);
    expect(winners).toHaveLength(1);
    expect(answers.filter((answer) => ![204, 410, 429, 503].includes(answer.status))).toEqual([]);
    await database().owner`DELETE FROM sign_in_failure`;
    await signIn({ email, password: winners[0] ?? "" }, { requestId: "r", ip: null });
    const changes = await database().owner`
      SELECT FROM person_history h JOIN app_user u ON u.id = h.user_id WHERE u.email = ${email}`;
    expect(changes).toHaveLength(2);
  });

  test("is of no use twice, when it is too old, replaced, of somebody deactivated, or made up", async () => {
    const { owner } = database();
    const [used, old, replaced, left] = await Promise.all(
      Array.from({ length: 4 }, async () => (await send()).json()),
    );
    await use(secretOf(used.inviteUrl));
    await owner`UPDATE one_time_link SET expires_at = now() WHERE user_id = ${old.id}`;
    const { inviteUrl: newer } = await (await about("invite", replaced.id)).json();
    await owner`UPDATE app_user SET status = 'deactivated', disabled_at = now() WHERE id = ${left.id}`;
    for (const { inviteUrl } of [used, old, replaced, left, { inviteUrl: "http://localhost/x#swl_none" }]) {
      const response = await use(secretOf(inviteUrl));
      expect([response.status, (await response.json()).code]).toEqual([410, "link_unusable"]);
    }
    expect((await use(secretOf(newer))).status).toBe(204);
  });

  test("stays usable after a weak password, which is told under its field", async () => {
    const { inviteUrl } = await (await send()).json();
    const weak = await use(secretOf(inviteUrl), "Demo Clinic 2026!");
    expect([weak.status, (await weak.json()).errors[0].path]).toEqual([422, "password"]);
    expect((await use(secretOf(inviteUrl))).status).toBe(204);
  });

  test("that is none may be tried twenty times from a network, then has to wait", async () => {
    const answers: number[] = [];
    for (let i = 0; i < 22; i++) answers.push((await use(`swl_${i}`)).status);
    expect(answers.slice(0, 20)).toEqual(Array(20).fill(410));
    expect(answers.slice(20)).toContain(429);
  });

  test("and was tried too often keeps no right one out, from the same network", async () => {
    const { inviteUrl } = await (await send()).json();
    for (let i = 0; i < 24; i++) await use(`swl_${i}`);
    const token = secretOf(inviteUrl);
    expect((await callRoute(look, { method: "POST", body: { token } })).status).toBe(200);
    expect((await use(token)).status).toBe(204);
  });
});

describe("a reset link", () => {
  test("keeps the old password until it is used, then ends every session", async () => {
    const { owner } = database();
    const { id, email, password } = await givenUser(owner, ctx.tenant.id);
    const session = await givenSession(owner, ctx, { userId: id });
    const { inviteUrl, linkExpiresAt } = await (await about("reset-password", id)).json();
    expect((Date.parse(linkExpiresAt) - Date.now()) / 3_600_000).toBeCloseTo(24, 1);
    await signIn({ email, password }, { requestId: "r", ip: null });
    expect((await use(secretOf(inviteUrl))).status).toBe(204);
    await expect(signIn({ email, password }, { requestId: "r", ip: null })).rejects.toMatchObject({
      code: "wrong_credentials",
    });
    const open = await owner`SELECT FROM session WHERE user_id = ${id} AND revoked_at IS NULL`;
    expect([open.length, session.sessionId === null]).toEqual([0, false]);
  });

  test("is for somebody who has a password; an invitation for somebody who has none", async () => {
    const { id } = await givenUser(database().owner, ctx.tenant.id);
    const { id: invited } = await (await send()).json();
    expect((await about("invite", id)).status).toBe(409);
    expect((await about("reset-password", invited)).status).toBe(409);
    expect((await about("reset-password", randomUUID())).status).toBe(404);
  });
});

test("the people of a clinic are listed by name, page by page, and no other clinic's", async () => {
  const names: string[] = [];
  let cursor = "";
  do {
    const path = `/api/users?limit=3${cursor && `&cursor=${cursor}`}`;
    const page = await (await callRoute(list, { path, token: admin })).json();
    names.push(...page.items.map((one: { name: string }) => one.name));
    cursor = page.nextCursor ?? "";
  } while (cursor);
  const [{ n } = { n: "" }] = await database().owner<{ n: string }[]>`
    SELECT count(*) AS n FROM app_user WHERE tenant_id = ${ctx.tenant.id}`;
  expect(names).toHaveLength(Number(n));
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, "en")));
  expect((await callRoute(list, { path: "/api/users?cursor=x", token: admin })).status).toBe(400);
});
