import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { POST as redeem } from "@/app/api/links/use/route";
import { DELETE as revoke } from "@/app/api/tokens/[tokenId]/route";
import { POST as makeToken } from "@/app/api/tokens/route";
import { POST as deactivate } from "@/app/api/users/[userId]/deactivate/route";
import { POST as reset } from "@/app/api/users/[userId]/reset-password/route";
import { PATCH } from "@/app/api/users/[userId]/route";
import { POST as invite } from "@/app/api/users/route";
import { createToken, identify, type Role } from "@/lib/auth";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { callRoute, givenContext, givenSession, givenTenant, givenUser } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { addToken } from "./add-token";
import { changeOwnPassword, preparePassword } from "./change-own-password";

const database = testDatabase();
const NEW = "lantern cactus orbit tulip";
const DAY_MS = 86_400_000;
type Someone = { id: string; token: string; password: string; ctx: Ctx };
let slug: string;
let mallory: Someone;
let bo: Someone;

async function someone(ctx: Ctx, role: Role): Promise<Someone> {
  const { owner } = database();
  const { id, email, password } = await givenUser(owner, ctx.tenant.id, { role });
  const token = await createToken(owner, { tenant: slug, email, days: 1 });
  const own: Ctx = { ...ctx, actor: { kind: "user", id, name: "A user", email, role } };
  return { id, token, password, ctx: own };
}

beforeEach(async () => {
  await database().owner`DELETE FROM sign_in_failure`;
  slug = (await givenTenant(database().owner)).slug;
  const ctx = await givenContext(database().owner, "admin", slug);
  [mallory, bo] = [await someone(ctx, "admin"), await someone(ctx, "admin")];
});

const about = (handler: typeof reset, token: string, userId: string) =>
  callRoute(handler, { method: "POST", path: `/api/users/${userId}`, params: { userId }, token });
const tokenBy = async (token: string, body: object = {}) =>
  (
    await callRoute(makeToken, {
      method: "POST",
      path: "/api/tokens",
      token,
      body: { name: "A program", ...body },
    })
  ).json();
const linkBy = async (token: string, userId: string): Promise<string> =>
  (await (await about(reset, token, userId)).json()).inviteUrl;
const use = (url: string) =>
  callRoute(redeem, {
    method: "POST",
    path: "/api/links/use",
    body: { token: new URL(url).hash.slice(1), password: NEW },
  });
const isIn = (token: string) =>
  identify(new Headers({ Authorization: `Bearer ${token}` }), { requestId: "r", ip: null }).then(
    ({ actor }) => actor.role,
    (error) => error.code,
  );
const change = (body: object) =>
  callRoute(PATCH, {
    method: "PATCH",
    path: `/api/users/${mallory.id}`,
    params: { userId: mallory.id },
    token: bo.token,
    body,
    ifMatch: '"1"',
  });

describe("an administrator who is taken the right", () => {
  test.each([
    ["deactivated", () => about(deactivate, bo.token, mallory.id), "not_signed_in"],
    ["demoted", () => change({ role: "nurse" }), "nurse"],
  ])("because they were %s keeps nothing that they made for others", async (_, take, own) => {
    const made = await tokenBy(mallory.token, { userId: bo.id, days: 3650 });
    const byChild = await tokenBy(made.token, { userId: bo.id });
    const link = await linkBy(mallory.token, bo.id);
    const { inviteUrl } = await (
      await callRoute(invite, {
        method: "POST",
        path: "/api/users",
        token: mallory.token,
        body: { email: `m-${randomUUID()}@mail.example`, name: "Mallory again", role: "admin" },
      })
    ).json();
    expect(await isIn(made.token)).toBe("admin");
    expect((await take()).status).toBe(200);
    expect([await isIn(made.token), await isIn(byChild.token)]).toEqual(["not_signed_in", "not_signed_in"]);
    expect([(await use(link)).status, (await use(inviteUrl)).status]).toEqual([410, 410]);
    expect(await isIn(mallory.token)).toBe(own);
    expect(await isIn(bo.token)).toBe("admin");
  });

  test("and is only renamed keeps it all", async () => {
    const made = await tokenBy(mallory.token, { userId: bo.id });
    const link = await linkBy(mallory.token, bo.id);
    await change({ name: "Mal" });
    expect(await isIn(made.token)).toBe("admin");
    expect((await use(link)).status).toBe(204);
  });
});

describe("a new password", () => {
  test("by a reset link ends API tokens and what was made by them", async () => {
    const child = await tokenBy(bo.token, { userId: mallory.id });
    const link = await linkBy(mallory.token, bo.id);
    expect((await use(link)).status).toBe(204);
    expect([await isIn(bo.token), await isIn(child.token), await isIn(mallory.token)]).toEqual([
      "not_signed_in",
      "not_signed_in",
      "admin",
    ]);
  });

  test("of one's own ends API tokens and a reset link that is out, and keeps this session", async () => {
    const link = await linkBy(mallory.token, bo.id);
    const ctx = await givenSession(database().owner, bo.ctx);
    const prepared = await preparePassword(ctx, { currentPassword: bo.password, newPassword: NEW });
    await withTransaction(ctx, (tx) => changeOwnPassword(ctx, tx, prepared));
    expect([(await use(link)).status, await isIn(bo.token)]).toEqual([410, "not_signed_in"]);
    const [session] = await database().owner`SELECT revoked_at FROM session WHERE id = ${ctx.sessionId}`;
    expect(session?.revoked_at).toBeNull();
  });
});

describe("a token made by a token", () => {
  test("lives no longer than that", async () => {
    const child = await tokenBy(bo.token, { days: 3650 });
    expect((Date.parse(child.expiresAt) - Date.now()) / DAY_MS).toBeLessThanOrEqual(1);
  });

  test("ends with it, as links do that were made by either", async () => {
    const parent = await tokenBy(mallory.token);
    const child = await tokenBy(parent.token);
    const link = await linkBy(child.token, bo.id);
    const tokenId = parent.id;
    const revoked = await callRoute(revoke, {
      method: "DELETE",
      path: `/api/tokens/${tokenId}`,
      params: { tokenId },
      token: bo.token,
    });
    expect(revoked.status).toBe(204);
    expect([await isIn(parent.token), await isIn(child.token), await isIn(mallory.token)]).toEqual([
      "not_signed_in",
      "not_signed_in",
      "admin",
    ]);
    expect((await use(link)).status).toBe(410);
  });

  test("is not made by one that was revoked while its request waited", async () => {
    const ctx = await identify(new Headers({ Authorization: `Bearer ${mallory.token}` }), {
      requestId: "r",
      ip: null,
    });
    await database().owner`UPDATE api_token SET revoked_at = now() WHERE id = ${ctx.apiTokenId ?? ""}`;
    const made = withTransaction(ctx, (tx) => addToken(ctx, tx, { name: "Late", days: 1 }));
    await expect(made).rejects.toMatchObject({ code: "forbidden" });
  });
});
