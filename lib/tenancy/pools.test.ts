import { afterEach, expect, test } from "vitest";
import type { Tx } from "@/db/client";
import { openPool } from "@/db/pool";
import { resetEnv } from "@/lib/env";
import { givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { type Ctx, startDeadline } from "./context";
import { closePools, readPool, usePools, writePool } from "./pools";
import { withSnapshot, withTenant, withTransaction } from "./with-tenant";

const database = testDatabase();

afterEach(async () => {
  await closePools();
  delete process.env.DATABASE_READ_URL;
  resetEnv();
});

type Kind = (ctx: Ctx, fn: (tx: Tx) => Promise<object[]>) => Promise<object[]>;

const settings = async (kind: Kind, isCommand = false): Promise<unknown> => {
  const ctx = await givenContext(database().owner);
  if (isCommand) ctx.actor = { kind: "system", id: null, name: "test", email: null, role: null };
  const [row] = await kind(
    ctx,
    (tx) => tx`
      SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock,
             current_setting('idle_in_transaction_session_timeout') AS idle`,
  );
  return row;
};

test("connects as the role that owns nothing, once, until it is closed", async () => {
  const pool = writePool();
  expect(await pool`SELECT current_user AS name`).toMatchObject([{ name: "swiftchart_app" }]);
  expect(writePool()).toBe(pool);
  expect(readPool()).toBe(pool);
  await closePools();
  await expect(pool`SELECT 1`).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  expect(await writePool()`SELECT 1 AS one`).toMatchObject([{ one: 1 }]);
});

test("a replica has a pool of its own", async () => {
  process.env.DATABASE_READ_URL = database().ownerUrl;
  resetEnv();
  expect(readPool()).not.toBe(writePool());
  expect(await readPool()`SELECT current_setting('application_name') AS name`).toMatchObject([
    { name: "swiftchart-read" },
  ]);
});

test("each kind of work has its own time: reads, changes, and a command's work", async () => {
  expect(await settings(withTenant)).toEqual({ statement: "2100ms", lock: "1800ms", idle: "10s" });
  expect(await settings(withSnapshot)).toEqual({ statement: "2100ms", lock: "1800ms", idle: "10s" });
  expect(await settings(withTransaction)).toEqual({ statement: "8s", lock: "4s", idle: "10s" });
  expect(await settings(withTransaction, true)).toEqual({ statement: "10min", lock: "5min", idle: "2min" });
  // What one transaction was given ends with it.
  expect(await settings(withTenant)).toEqual({ statement: "2100ms", lock: "1800ms", idle: "10s" });
});

test("the reads of one request share its deadline", async () => {
  usePools(openPool(database().appUrl, { max: 1, applicationName: "test" }));
  const ctx = await givenContext(database().owner);
  ctx.deadline = startDeadline({ ms: 400 });
  const startedAt = performance.now();
  const outcomes = [];
  for (let i = 0; i < 5; i++)
    outcomes.push(
      await withTenant(ctx, (tx) => tx`SELECT pg_sleep(0.15)`).then(
        () => "answered",
        (error) => error.code,
      ),
    );
  expect(outcomes).toEqual(["answered", "answered", "DEADLINE", "DEADLINE", "DEADLINE"]);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
