import { beforeAll, expect, test } from "vitest";
import type { Ctx } from "@/lib/tenancy";
import { givenContext, givenSession } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { TEST_PASSWORD } from "@/tests/harness/template-database";
import { lockSession, revokeSession, unlockSession } from "./lock-session";

const database = testDatabase();
let nurse: Ctx;

beforeAll(async () => {
  nurse = await givenContext(database().owner, "nurse");
});

async function trailOf({ sessionId }: Ctx): Promise<string[]> {
  const rows = await database().owner`
    SELECT action, actor, outcome FROM audit_event WHERE session_id = ${sessionId} ORDER BY at, id`;
  return rows.map(({ action, actor, outcome }) => `${actor} ${action} ${outcome}`);
}

test("locking, unlocking and signing out are in the trail, by name and session", async () => {
  const ctx = await givenSession(database().owner, nurse);
  await lockSession(ctx);
  await unlockSession(ctx, TEST_PASSWORD);
  await revokeSession(ctx);
  expect(await trailOf(ctx)).toEqual([
    "nurse@demo.test session.lock success",
    "nurse@demo.test session.unlock success",
    "nurse@demo.test session.sign-out success",
  ]);
});

test("locking what is locked changes nothing and is noted once", async () => {
  const { owner } = database();
  const ctx = await givenSession(owner, nurse);
  await lockSession(ctx);
  const since = () => owner`SELECT locked_at FROM session WHERE id = ${ctx.sessionId}`;
  const [first] = await since();
  await lockSession(ctx);
  expect(await since()).toEqual([first]);
  expect(await trailOf(ctx)).toEqual(["nurse@demo.test session.lock success"]);
});

test("signing out twice keeps the moment of the first time", async () => {
  const { owner } = database();
  const ctx = await givenSession(owner, nurse);
  await revokeSession(ctx);
  const [first] = await owner`SELECT revoked_at AS at FROM session WHERE id = ${ctx.sessionId}`;
  await revokeSession(ctx);
  const [again] = await owner`SELECT revoked_at AS at FROM session WHERE id = ${ctx.sessionId}`;
  expect([first?.at === null, again?.at]).toEqual([false, first?.at]);
});

test("an API token has no session to lock, unlock or end", async () => {
  for (const act of [lockSession, revokeSession, (ctx: Ctx) => unlockSession(ctx, TEST_PASSWORD)])
    await expect(act(nurse)).rejects.toMatchObject({ code: "session_required" });
});
