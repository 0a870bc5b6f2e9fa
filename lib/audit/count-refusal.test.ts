import { beforeEach, expect, test } from "vitest";
import { openPool } from "@/db/pool";
import { runBeforeExit } from "@/lib/process";
import { closePools, NO_TENANT, usePools } from "@/lib/tenancy";
import { testDatabase } from "@/tests/harness/database";
import { countRefusal, type Refusal, writeRefusals } from "./count-refusal";

const database = testDatabase();

function refusal(over: Partial<Refusal> = {}): Refusal {
  const detail = { route: "GET /api/*", code: "not_found" };
  return {
    tenantId: null,
    action: "request",
    outcome: "refused",
    actor: "not signed in",
    ip: "203.0.113.7",
    detail,
    ...over,
  };
}

type Row = { ip: string | null; actor: string; count: number; code: string; requestId: string | null };
function rows(): Promise<Row[]> {
  return database().owner<Row[]>`
    SELECT host(ip) AS ip, actor, (detail->>'count')::int AS count, detail->>'code' AS code, request_id AS "requestId"
    FROM audit_event WHERE tenant_id = ${NO_TENANT} ORDER BY ip, code`;
}

beforeEach(async () => {
  await writeRefusals();
  await database().owner`DELETE FROM audit_event`;
});

test("many refusals of one kind are one event with their number and their time", async () => {
  for (let i = 0; i < 1_000; i++) countRefusal(refusal());
  countRefusal(refusal({ ip: "203.0.113.8" }));
  countRefusal(refusal({ detail: { route: "GET /api/*", code: "not_signed_in" } }));
  await writeRefusals();
  expect(await rows()).toEqual([
    { ip: "203.0.113.7", actor: "not signed in", count: 1_000, code: "not_found", requestId: null },
    { ip: "203.0.113.7", actor: "not signed in", count: 1, code: "not_signed_in", requestId: null },
    { ip: "203.0.113.8", actor: "not signed in", count: 1, code: "not_found", requestId: null },
  ]);
});

test("from more networks than are kept apart none is lost, and memory and rows stay bounded", async () => {
  for (let i = 0; i < 5_000; i++) countRefusal(refusal({ ip: `10.0.${i >> 8}.${i & 255}` }));
  await writeRefusals();
  const written = await rows();
  expect(written.length).toBeLessThanOrEqual(201);
  expect(written.reduce((sum, row) => sum + row.count, 0)).toBe(5_000);
});

test("while the database is away they are kept, and written when it is back", async () => {
  await closePools();
  const away = openPool("postgresql://nobody@127.0.0.1:1/none", { max: 1, applicationName: "test" });
  usePools(away);
  countRefusal(refusal());
  await writeRefusals();
  countRefusal(refusal());
  await away.end();
  await closePools();
  expect(await rows()).toEqual([]);
  await writeRefusals();
  expect((await rows()).map((row) => row.count)).toEqual([2]);
});

test("an address that is none costs the address, not the event", async () => {
  countRefusal(refusal({ ip: "not an address" }));
  await writeRefusals();
  expect((await rows()).map((row) => [row.ip, row.count])).toEqual([[null, 1]]);
});

test("the server finds the writer that it calls before it ends", async () => {
  countRefusal(refusal());
  await runBeforeExit();
  expect(await rows()).toHaveLength(1);
});
