import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { DELETE as revoke } from "@/app/api/tokens/[tokenId]/route";
import { POST as add } from "@/app/api/tokens/route";
import { createToken } from "@/lib/auth";
import { callRoute, givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
let admin = "";

beforeAll(async () => {
  admin = await createToken(database().owner, { tenant: "demo", email: "admin@demo.test", days: 1 });
});

async function givenToken(): Promise<string> {
  const answer = await callRoute(add, { method: "POST", token: admin, body: { name: "Export", days: 30 } });
  return (await answer.json()).id;
}

function end(tokenId: string, key?: string): Promise<Response> {
  return callRoute(revoke, { method: "DELETE", params: { tokenId }, token: admin, key });
}

test("revoking a token is in the trail, with whose it was", async () => {
  const { owner } = database();
  const id = await givenToken();
  await end(id);
  const events = await owner`
    SELECT actor, outcome, detail FROM audit_event WHERE action = 'token.revoke' AND detail->>'token' = ${id}`;
  const { actor } = await givenContext(owner, "admin");
  expect(events).toEqual([
    { actor: "admin@demo.test", outcome: "success", detail: { user: actor.id, token: id } },
  ]);
});

test("a revocation asked for again under its key is answered as the first time, and noted once", async () => {
  const id = await givenToken();
  const key = randomUUID();
  const answers = [await end(id, key), await end(id, key)];
  expect(answers.map((answer) => answer.status)).toEqual([204, 204]);
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(["", ""]);
  expect((await end(id)).status).toBe(404);
  const events = await database().owner`
    SELECT 1 FROM audit_event WHERE action = 'token.revoke' AND detail->>'token' = ${id}`;
  expect(events).toHaveLength(1);
});

test("what is no token is not there, and leaves no event of a revocation", async () => {
  const count = () => database().owner`SELECT 1 FROM audit_event WHERE action = 'token.revoke'`;
  const before = (await count()).length;
  for (const id of [randomUUID(), "none", "' OR true"]) expect((await end(id)).status).toBe(404);
  expect(await count()).toHaveLength(before);
});
