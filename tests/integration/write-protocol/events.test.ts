import { afterAll, beforeAll, expect, test } from "vitest";
import { createToken } from "@/lib/auth";
import { closeEvents } from "@/lib/events";
import { closeJobs } from "@/lib/jobs";
import { testDatabase } from "@/tests/harness/database";
import { makeCounters } from "./counter";
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

test("32 writers on two processes number a stream without a gap, in the order in which the changes can be seen", async () => {
  const { owner, ownerUrl } = database();
  const writers = await Promise.all([startWriter(ownerUrl, token), startWriter(ownerUrl, token)]);
  // What a reader sees while they write: a number that is there has all before it.
  const seen: bigint[] = [];
  let isOver = false;
  const reading = (async () => {
    while (!isOver) {
      const [row] = await owner<{ n: string; last: string }[]>`
        SELECT count(*) AS n, coalesce(max(seq), 0) AS last FROM event WHERE stream = 'test'`;
      expect(row?.n).toBe(row?.last);
      seen.push(BigInt(row?.last ?? 0));
    }
  })();
  await Promise.all(writers.map((writer) => writer.ask("make 160 16")));
  isOver = true;
  await reading;
  await Promise.all(writers.map((writer) => writer.stop()));
  const rows = await owner<{ seq: string; id: string }[]>`
    SELECT seq, payload->>'id' AS id FROM event WHERE stream = 'test' ORDER BY seq`;
  // Each process warmed up with a create and a change.
  expect(rows.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 324 }, (_, i) => i + 1));
  expect(new Set(rows.map(({ id }) => id)).size).toBe(322);
  expect(seen.every((last, i) => i === 0 || last >= (seen[i - 1] ?? 0n))).toBe(true);
}, 60_000);
