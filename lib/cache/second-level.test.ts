import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { resetEnv } from "@/lib/env";
import { type RedisServer, startRedis } from "@/tests/harness/redis-server";
import { closeRedis, redis, redisStatus } from "./redis";
import { readSecondLevel, writeSecondLevel } from "./second-level";

let server: RedisServer;
let direct: Redis;

beforeAll(async () => {
  server = await startRedis();
  direct = new Redis(server.url);
  process.env.REDIS_URL = server.url;
  resetEnv();
});

afterEach(async () => {
  server.resume();
  await closeRedis();
  await direct.flushall();
});

afterAll(async () => {
  direct.disconnect();
  await server.stop();
  delete process.env.REDIS_URL;
  resetEnv();
});

const isThere = (key: string) => expect.poll(() => readSecondLevel(key), { timeout: 6_000 });

async function givenStored(key: string, text: string): Promise<void> {
  await expect.poll(() => redisStatus()).toBe("ok");
  writeSecondLevel(key, text);
  await isThere(key).toBe(text);
}

test("what one process wrote another reads, and Redis sees neither key nor text and forgets it in ten minutes", async () => {
  await givenStored("patient Secretperson", "allergic to Secretdrug");
  await closeRedis();
  await isThere("patient Secretperson").toBe("allergic to Secretdrug");
  const [key] = await direct.keys("*");
  const raw = await direct.getBuffer(key ?? "");
  expect(`${key} ${raw?.toString("latin1")}`).not.toMatch(/Secret/);
  expect(await direct.ttl(key ?? "")).toBeGreaterThan(590);
});

test("a value that was tampered with or moved is a miss", async () => {
  await givenStored("one", "text of one");
  await givenStored("two", "text of two");
  const keys = await direct.keys("*");
  const [first, second] = await Promise.all(keys.map((key) => direct.getBuffer(key)));
  await direct.set(keys[0] ?? "", second ?? "");
  await direct.set(keys[1] ?? "", first?.subarray(1) ?? "");
  expect(await readSecondLevel("one")).toBeUndefined();
  expect(await readSecondLevel("two")).toBeUndefined();
});

test("a hung Redis costs one read 25 ms and the others nothing; it is degraded meanwhile and used again afterwards", async () => {
  await givenStored("key", "text");
  server.hang();
  const startedAt = performance.now();
  expect(await readSecondLevel("key")).toBeUndefined();
  for (let i = 0; i < 200; i++) {
    expect(await readSecondLevel("key")).toBeUndefined();
    writeSecondLevel(`key ${i}`, "text");
  }
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  const asked = performance.now();
  expect(await redisStatus()).toBe("degraded");
  expect(performance.now() - asked).toBeLessThan(1_500);
  server.resume();
  await isThere("key").toBe("text");
  expect(await redisStatus()).toBe("ok");
  expect(await direct.dbsize()).toBe(1);
});

test("without an address there is no second level, and no error", async () => {
  delete process.env.REDIS_URL;
  resetEnv();
  expect(redis()).toBeNull();
  writeSecondLevel("key", "text");
  expect(await readSecondLevel("key")).toBeUndefined();
  expect(await redisStatus()).toBe("absent");
  process.env.REDIS_URL = server.url;
  resetEnv();
});

test("nobody at the address is degraded, and every read a miss", async () => {
  process.env.REDIS_URL = "redis://127.0.0.1:1";
  resetEnv();
  expect(await redisStatus()).toBe("degraded");
  expect(await readSecondLevel("key")).toBeUndefined();
  process.env.REDIS_URL = server.url;
  resetEnv();
});
