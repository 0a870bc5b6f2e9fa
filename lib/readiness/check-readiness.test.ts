import { afterEach, expect, test } from "vitest";
import { openPool } from "@/db/pool";
import { closeRedis } from "@/lib/cache";
import { resetEnv } from "@/lib/env";
import { closePools, usePools } from "@/lib/tenancy";
import { testDatabase } from "@/tests/harness/database";
import { type RedisServer, startRedis } from "@/tests/harness/redis-server";
import { startTcpProxy, type TcpProxy } from "@/tests/harness/tcp-proxy";
import { checkReadiness } from "./check-readiness";

const database = testDatabase();
let redis: RedisServer | undefined;
let proxy: TcpProxy | undefined;

afterEach(async () => {
  redis?.resume();
  await closeRedis();
  await closePools();
  await Promise.all([redis?.stop(), proxy?.stop()]);
  redis = undefined;
  proxy = undefined;
  delete process.env.REDIS_URL;
  resetEnv();
});

async function givenProxy(): Promise<TcpProxy> {
  proxy = await startTcpProxy(database().appUrl);
  return proxy;
}

test("a migrated database without Redis is ready", async () => {
  expect(await checkReadiness()).toEqual({
    status: "ok",
    checks: { database: "ok", storage: "ok", migrations: "ok", cache: "absent" },
  });
});

test("a Redis that hangs is degraded, still ready, and told within a second", async () => {
  redis = await startRedis();
  process.env.REDIS_URL = redis.url;
  resetEnv();
  expect((await checkReadiness()).checks.cache).toBe("ok");
  redis.hang();
  const startedAt = performance.now();
  expect(await checkReadiness()).toMatchObject({
    status: "degraded",
    checks: { database: "ok", cache: "degraded" },
  });
  expect(performance.now() - startedAt).toBeLessThan(1_500);
});

test("a database that is not there, or does not answer, is not ready, and that is told within 2.5 s", async () => {
  const wire = await givenProxy();
  usePools(openPool(wire.url, { max: 2, applicationName: "test" }));
  expect((await checkReadiness()).status).toBe("ok");
  for (const fail of [() => wire.swallowAnswers(), () => wire.refuse()]) {
    fail();
    const startedAt = performance.now();
    expect(await checkReadiness()).toMatchObject({ status: "unavailable", checks: { database: "failed" } });
    expect(performance.now() - startedAt).toBeLessThan(2_500);
  }
  wire.passOn();
  await expect.poll(async () => (await checkReadiness()).status, { timeout: 5_000 }).toBe("ok");
});

test("a database that lacks a migration is not ready", async () => {
  const { owner } = database();
  const [last] = await owner`SELECT * FROM schema_migration ORDER BY name DESC LIMIT 1`;
  await owner`DELETE FROM schema_migration WHERE name = ${last?.name}`;
  expect(await checkReadiness()).toMatchObject({
    status: "unavailable",
    checks: { database: "ok", migrations: "failed" },
  });
  await owner`INSERT INTO schema_migration (name, checksum) VALUES (${last?.name}, ${last?.checksum})`;
});

test("a database that is newer than the program is not ready", async () => {
  const { owner } = database();
  await owner`INSERT INTO schema_migration (name, checksum) VALUES ('9999_future.sql', '')`;
  expect(await checkReadiness()).toMatchObject({
    status: "unavailable",
    checks: { database: "ok", migrations: "failed" },
  });
  await owner`DELETE FROM schema_migration WHERE name = '9999_future.sql'`;
});

test("fifty who ask at once are told what one look finds, and the next has a look of its own", async () => {
  const asked = Array.from({ length: 50 }, () => checkReadiness());
  expect(new Set(asked).size).toBe(1);
  expect((await asked[0])?.status).toBe("ok");
  expect(checkReadiness()).not.toBe(asked[0]);
});
