import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { POST as deactivate } from "@/app/api/users/[userId]/deactivate/route";
import { GET, PATCH } from "@/app/api/users/[userId]/route";
import { createToken, identify, type Role } from "@/lib/auth";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { callRoute, givenContext, givenSession, givenTenant, givenUser } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { changePerson } from "./change-person";

const database = testDatabase();
const caller = { requestId: "a-request-of-a-test", ip: null };

/** A clinic of its own for each test, with two administrators who have tokens, and a nurse. */
type Clinic = { ctx: Ctx; slug: string; alex: Someone; bo: Someone; nurse: Someone };
type Someone = { id: string; token: string; ctx: Ctx };
let clinic: Clinic;

async function someone(ctx: Ctx, slug: string, role: Role): Promise<Someone> {
  const { owner } = database();
  const { id, email } = await givenUser(owner, ctx.tenant.id, { role });
  const token = await createToken(owner, { tenant: slug, email, days: 1 });
  return {
    id,
    token,
    ctx: { ...ctx, actor: { kind: "user", id, name: "A user", email, role } },
  };
}

beforeEach(async () => {
  const { owner } = database();
  const { slug, id } = await givenTenant(owner);
  const ctx = await givenContext(owner, "admin", slug);
  const [alex, bo] = [await someone(ctx, slug, "admin"), await someone(ctx, slug, "admin")];
  clinic = { ctx, slug, alex, bo, nurse: await someone(ctx, slug, "nurse") };
  // The seeded administrator leaves: Alex and Bo are the only two.
  await owner`UPDATE app_user SET role = 'billing' WHERE tenant_id = ${id} AND id = ${ctx.actor.id}`;
});

type Sent = { id: string; body: unknown; token: string; ifMatch?: string; key?: string };
const change = ({ id, body, token, ifMatch = '"1"', key }: Sent) =>
  callRoute(PATCH, {
    method: "PATCH",
    path: `/api/users/${id}`,
    params: { userId: id },
    token,
    body,
    ifMatch,
    key,
  });
const administrators = async () =>
  (
    await database().owner`
      SELECT id FROM app_user WHERE tenant_id = ${clinic.ctx.tenant.id} AND role = 'admin' AND status = 'active'`
  ).length;

describe("a person", () => {
  test("is changed with a new version, history, audit event and event", async () => {
    const { alex, nurse, ctx } = clinic;
    const response = await change({
      id: nurse.id,
      body: { name: "Noor", role: "clinician" },
      token: alex.token,
    });
    expect([response.status, response.headers.get("etag")]).toEqual([200, '"2"']);
    expect(await response.json()).toMatchObject({
      name: "Noor",
      role: "clinician",
      status: "active",
      version: 2,
    });
    const { owner } = database();
    const [kept] =
      await owner`SELECT before, after, made_by AS by FROM person_history WHERE user_id = ${nurse.id}`;
    expect([JSON.parse(kept?.before).role, JSON.parse(kept?.after).role, kept?.by]).toEqual([
      "nurse",
      "clinician",
      alex.id,
    ]);
    const [noted] = await owner`
      SELECT detail FROM audit_event WHERE action = 'user.change' AND tenant_id = ${ctx.tenant.id}`;
    expect(noted?.detail).toMatchObject({ user: nurse.id, role: { before: "nurse", after: "clinician" } });
    const events = await owner`SELECT kind, payload FROM event WHERE tenant_id = ${ctx.tenant.id}`;
    expect(events.map((one) => [one.kind, JSON.parse(one.payload)])).toEqual([
      ["user.changed", { id: nurse.id }],
    ]);
  });

  test("has the new role at the next request, with a session that was open before", async () => {
    const { alex, nurse } = clinic;
    await change({ id: nurse.id, body: { role: "billing" }, token: alex.token });
    const headers = new Headers({ Authorization: `Bearer ${nurse.token}` });
    const { actor, permissions } = await identify(headers, caller);
    expect([actor.role, permissions.has("chart:read")]).toEqual(["billing", false]);
  });

  test("who is deactivated is out at once: sessions, tokens and links end, and do not come back with them", async () => {
    const { alex, nurse, ctx } = clinic;
    const { owner } = database();
    const { sessionId } = await givenSession(owner, nurse.ctx);
    const response = await callRoute(deactivate, {
      method: "POST",
      path: `/api/users/${nurse.id}/deactivate`,
      params: { userId: nurse.id },
      token: alex.token,
    });
    expect([response.status, (await response.json()).status]).toEqual([200, "deactivated"]);
    const headers = new Headers({ Authorization: `Bearer ${nurse.token}` });
    await expect(identify(headers, caller)).rejects.toMatchObject({ code: "not_signed_in" });
    const [session] = await owner`SELECT revoked_at FROM session WHERE id = ${sessionId}`;
    expect(session?.revoked_at).not.toBeNull();
    const back = await change({
      id: nurse.id,
      body: { status: "active" },
      token: alex.token,
      ifMatch: '"2"',
    });
    expect((await back.json()).status).toBe("active");
    await expect(identify(headers, caller)).rejects.toMatchObject({ code: "not_signed_in" });
    const [person] = await owner`
      SELECT disabled_at FROM app_user WHERE tenant_id = ${ctx.tenant.id} AND id = ${nurse.id}`;
    expect(person?.disabled_at).toBeNull();
  });

  test("who never set a password comes back as invited, and is not made active by hand", async () => {
    const { alex, ctx, slug } = clinic;
    const { id } = await givenUser(database().owner, ctx.tenant.id, { role: "nurse" });
    await database().owner`UPDATE app_user SET status = 'invited', password_hash = NULL WHERE id = ${id}`;
    const byHand = await change({ id, body: { status: "active" }, token: alex.token });
    expect([byHand.status, (await byHand.json()).errors[0].path, slug]).toEqual([422, "status", slug]);
    await change({ id, body: { status: "deactivated" }, token: alex.token });
    const back = await change({ id, body: { status: "active" }, token: alex.token, ifMatch: '"2"' });
    expect((await back.json()).status).toBe("invited");
  });

  test("of another clinic is not there, to read or to change", async () => {
    const { nurse } = clinic;
    const token = await createToken(database().owner, {
      tenant: "other",
      email: "admin@other.test",
      days: 1,
    });
    const read = await callRoute(GET, { params: { userId: nurse.id }, token });
    const changed = await change({ id: nurse.id, body: { name: "Mine" }, token });
    expect([read.status, changed.status]).toEqual([404, 404]);
  });

  test("is changed by administrators alone, and only in what a person has", async () => {
    const { alex, nurse } = clinic;
    expect((await change({ id: nurse.id, body: { role: "admin" }, token: nurse.token })).status).toBe(403);
    for (const body of [{ role: "owner" }, { status: "invited" }, { name: "" }, { email: "x@y.example" }])
      expect([body, (await change({ id: nurse.id, body, token: alex.token })).status]).toEqual([body, 422]);
    expect((await change({ id: "nobody", body: { name: "A" }, token: alex.token })).status).toBe(404);
  });

  test("changed by two at once takes one change; the other is told both versions", async () => {
    const { alex, bo, nurse } = clinic;
    const answers = await Promise.all([
      change({ id: nurse.id, body: { name: "A" }, token: alex.token }),
      change({ id: nurse.id, body: { name: "B" }, token: bo.token }),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
    const late = answers.find((answer) => answer.status === 412);
    expect(await late?.json()).toMatchObject({ current: { version: 2 } });
  });

  test("changed twice with one key is changed once", async () => {
    const { alex, nurse } = clinic;
    const key = randomUUID();
    const sent = { id: nurse.id, body: { name: "Once" }, token: alex.token, key };
    const [first, again] = [await change(sent), await change(sent)];
    expect(await again.text()).toBe(await first.text());
  });
});

describe("the last administrator", () => {
  test("is not demoted, not deactivated, and not outweighed by one who was only invited", async () => {
    const { alex, bo, ctx } = clinic;
    await change({ id: bo.id, body: { role: "nurse" }, token: alex.token });
    await givenUser(database().owner, ctx.tenant.id, { role: "admin" }).then(
      ({ id }) =>
        database().owner`UPDATE app_user SET status = 'invited', password_hash = NULL WHERE id = ${id}`,
    );
    for (const body of [{ role: "nurse" }, { status: "deactivated" }]) {
      const response = await change({ id: alex.id, body, token: alex.token });
      expect([response.status, (await response.json()).code]).toEqual([409, "last_administrator"]);
    }
    expect(await administrators()).toBe(1);
  });

  test("stays when two demote each other at the same instant", async () => {
    for (let round = 0; round < 5; round++) {
      const { alex, bo, ctx } = clinic;
      const answers = await Promise.all([
        change({ id: bo.id, body: { role: "nurse" }, token: alex.token, ifMatch: `"${round + 1}"` }),
        change({ id: alex.id, body: { role: "nurse" }, token: bo.token, ifMatch: `"${round + 1}"` }),
      ]);
      expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
      expect(await administrators()).toBe(1);
      await database().owner`
        UPDATE app_user SET role = 'admin', version = ${round + 2} WHERE tenant_id = ${ctx.tenant.id} AND id IN (${alex.id}, ${bo.id})`;
      await database().owner`DELETE FROM person_history WHERE tenant_id = ${ctx.tenant.id}`;
    }
  });

  test("stays when ten at once demote and deactivate both, in every way", async () => {
    const { alex, bo } = clinic;
    await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        change({
          id: i % 2 ? alex.id : bo.id,
          body: i % 3 ? { role: "nurse" } : { status: "deactivated" },
          token: i % 4 < 2 ? alex.token : bo.token,
        }),
      ),
    );
    expect(await administrators()).toBe(1);
  });

  test("who was demoted while waiting for the lock changes nobody any more", async () => {
    const { alex, bo, nurse } = clinic;
    await withTransaction(alex.ctx, (tx) =>
      changePerson(alex.ctx, tx, { id: bo.id, change: { role: "nurse" }, version: null }),
    );
    // Bo's request had its permission checked before Alex committed.
    await expect(
      withTransaction(bo.ctx, (tx) =>
        changePerson(bo.ctx, tx, { id: nurse.id, change: { role: "admin" }, version: null }),
      ),
    ).rejects.toMatchObject({ code: "forbidden" });
  });
});
