import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createToken } from "@/lib/auth";
import { closeEvents } from "@/lib/events";
import { closeJobs } from "@/lib/jobs";
import { testDatabase } from "@/tests/harness/database";
import { makeCounters, patch, post } from "./counter";
import { startCountingProxy } from "./counting-proxy";
import { startWriter } from "./writer";

const database = testDatabase();
let token = "";

beforeAll(async () => {
  await makeCounters(database().owner);
  token = await createToken(database().owner, { tenant: "demo", email: "nurse@demo.test", days: 1 });
});
afterAll(async () => {
  await closeJobs(0);
  await closeEvents();
});

/** Everything a write leaves, for one counter and key: all of it or nothing. */
async function traces(id: string, key: string) {
  const [row] = await database().owner`
    SELECT (SELECT n FROM test_counter WHERE id = ${id}) AS n,
           (SELECT count(*)::int FROM event WHERE kind = 'test.added' AND payload->>'id' = ${id}) AS events,
           (SELECT count(*)::int FROM pgboss.job WHERE data->>'patientId' = ${id}) AS jobs,
           (SELECT count(*)::int FROM idempotency WHERE key = ${key} AND reply IS NOT NULL) AS replies,
           (SELECT count(*)::int FROM idempotency WHERE key = ${key} AND reply IS NULL) AS "openKeys"`;
  return row;
}
const NOTHING = { n: 0, events: 0, jobs: 0, replies: 0, openKeys: 0 };
const ALL = { n: 1, events: 1, jobs: 1, replies: 1, openKeys: 0 };

async function givenCounter(): Promise<string> {
  return ((await (await post({ token, key: randomUUID(), body: { n: 0 } })).json()) as { id: string }).id;
}

/** Lets a process write and kills it at its `nth` packet; null when it came to its end before. */
async function killAt(nth: number, when: "before" | "after"): Promise<{ id: string; key: string } | null> {
  const proxy = await startCountingProxy(database().ownerUrl);
  const writer = await startWriter(proxy.url, token);
  const [id, key] = [await givenCounter(), randomUUID()];
  proxy.arm(nth, when, () => writer.child.kill("SIGKILL"));
  const answer = await writer.ask(`add ${id} ${key}`);
  proxy.arm(0, "before", () => {});
  if (answer !== null) await writer.stop();
  // The server notices that the client is gone; until then its transaction may still hold the row.
  await database().owner`SELECT n FROM test_counter WHERE id = ${id} FOR UPDATE`;
  proxy.close();
  return answer === null ? { id, key } : null;
}

test.each(["before", "after"] as const)(
  "killed %s any packet it sends, a write is there whole or not at all, and its replay succeeds once",
  async (when) => {
    let struck = 0;
    for (let nth = 1; ; nth++) {
      const killed = await killAt(nth, when);
      if (!killed) break;
      struck++;
      const left = await traces(killed.id, killed.key);
      expect([NOTHING, ALL]).toContainEqual(left);
      const replay = await patch(killed.id, { token, key: killed.key, ifMatch: '"1"', body: { add: 1 } });
      expect([replay.status, await replay.json()]).toEqual([200, { n: 1, version: 2 }]);
      expect(await traces(killed.id, killed.key)).toEqual(ALL);
    }
    // Session, key, row, change and the rest, commit: fewer would mean that the proxy saw nothing.
    expect(struck).toBeGreaterThanOrEqual(5);
  },
  180_000,
);
