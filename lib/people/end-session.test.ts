import { beforeAll, expect, test } from "vitest";
import { DELETE as endOne } from "@/app/api/sessions/[sessionId]/route";
import { createToken } from "@/lib/auth";
import type { Ctx } from "@/lib/tenancy";
import { callRoute, givenContext, givenSession, givenUser } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
let ctx: Ctx;
let admin = "";

beforeAll(async () => {
  const { owner } = database();
  ctx = await givenContext(owner, "admin");
  admin = await createToken(owner, { tenant: "demo", email: "admin@demo.test", days: 1 });
});

async function eventsOf(sessionId: string) {
  return database().owner`
    SELECT actor, outcome, detail FROM audit_event WHERE action = 'session.end' AND detail->>'session' = ${sessionId}`;
}

function end(sessionId: string): Promise<Response> {
  return callRoute(endOne, { method: "DELETE", params: { sessionId }, token: admin });
}

test("ending somebody's session is in the trail once, with whose it was", async () => {
  const { owner } = database();
  const { id: userId } = await givenUser(owner, ctx.tenant.id);
  const sessionId = (await givenSession(owner, ctx, { userId })).sessionId ?? "";
  expect((await end(sessionId)).status).toBe(204);
  expect((await end(sessionId)).status).toBe(404);
  expect(await eventsOf(sessionId)).toEqual([
    { actor: "admin@demo.test", outcome: "success", detail: { user: userId, session: sessionId } },
  ]);
});

test("a session that cannot be ended leaves no event of an end", async () => {
  const { owner } = database();
  const sessionId = (await givenSession(owner, ctx)).sessionId ?? "";
  await owner`UPDATE session SET revoked_at = now() WHERE id = ${sessionId}`;
  expect((await end(sessionId)).status).toBe(404);
  expect(await eventsOf(sessionId)).toEqual([]);
});
