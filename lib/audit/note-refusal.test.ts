import { beforeAll, beforeEach, expect, test } from "vitest";
import { openPool } from "@/db/pool";
import { runBeforeExit } from "@/lib/process";
import { type Ctx, closePools, usePools as replacePools } from "@/lib/tenancy";
import { givenContext, givenPatient } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { writeRefusals } from "./count-refusal";
import { noteRefusal, writeNotedRefusals } from "./note-refusal";

const database = testDatabase();
const FORBIDDEN = {
  outcome: "refused" as const,
  detail: { route: "PATCH /api/users/:id", code: "forbidden" },
};
let ctx: Ctx;
let other: Ctx;

beforeAll(async () => {
  ctx = await givenContext(database().owner, "nurse");
  other = await givenContext(database().owner, "nurse", "other");
});

beforeEach(async () => {
  await Promise.all([writeNotedRefusals(), writeRefusals()]);
  await database().owner`DELETE FROM audit_event`;
});

type Row = {
  actor: string;
  requestId: string | null;
  patientId: string | null;
  count: number;
  at: string | null;
};
function rows(): Promise<Row[]> {
  return database().owner<Row[]>`
    SELECT actor, request_id AS "requestId", patient_id AS "patientId", coalesce((detail->>'count')::int, 1) AS count, detail->>'at' AS at
    FROM audit_event ORDER BY id`;
}

/** Runs `work` while no database answers. */
async function away(work: () => Promise<unknown>): Promise<void> {
  await closePools();
  const none = openPool("postgresql://nobody@127.0.0.1:1/none", { max: 1, applicationName: "test" });
  replacePools(none);
  await work();
  await none.end();
  await closePools();
}

test("of any number at once each is an event of its own when it resolves, of its own clinic and person", async () => {
  const all = Array.from({ length: 400 }, (_, i) => ({
    ...(i % 2 ? ctx : other),
    requestId: `request-${i}`,
  }));
  await Promise.all(all.map((one) => noteRefusal(one, FORBIDDEN, { waitMs: 20_000 })));
  const written = await rows();
  expect(new Set(written.map(({ requestId }) => requestId)).size).toBe(400);
  expect(new Set(written.map(({ actor }) => actor))).toEqual(new Set([ctx.actor.email, other.actor.email]));
});

test("a refusal says whom it was about", async () => {
  const { id } = await givenPatient(database().owner, ctx.tenant.id);
  await noteRefusal(ctx, { ...FORBIDDEN, patientId: id }, { waitMs: 20_000 });
  expect(await rows()).toMatchObject([{ patientId: id, at: null }]);
});

test("while the database is away the answer goes out, and the event is written when it is back, with its time", async () => {
  await away(() => noteRefusal(ctx, FORBIDDEN, { waitMs: 1 }));
  expect(await rows()).toEqual([]);
  await writeNotedRefusals();
  const [row] = await rows();
  expect(Date.parse(row?.at ?? "")).toBeLessThanOrEqual(Date.now());
});

test("of more than are kept one by one none is lost either: they are counted", async () => {
  await away(async () => {
    const noted = Array.from({ length: 5_200 }, () => noteRefusal(ctx, FORBIDDEN, { waitMs: 1 }));
    await Promise.all(noted);
  });
  await Promise.all([writeNotedRefusals(), writeRefusals()]);
  const written = await rows();
  expect(written.length).toBeLessThan(5_010);
  expect(written.reduce((sum, { count }) => sum + count, 0)).toBe(5_200);
});

test("one that the database will never take keeps no other out", async () => {
  const never = { ...ctx, requestId: "a\0b" };
  await Promise.all([never, ctx].map((one) => noteRefusal(one, FORBIDDEN, { waitMs: 20_000 })));
  expect((await rows()).map(({ requestId }) => requestId)).toEqual([ctx.requestId]);
});

test("the server writes what waits before it ends", async () => {
  await away(() => noteRefusal(ctx, FORBIDDEN, { waitMs: 1 }));
  await runBeforeExit();
  expect(await rows()).toHaveLength(1);
});
