import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { poolError } from "@/db/database-error";
import { type Ctx, startTiming } from "@/lib/tenancy";
import { givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { cached } from "./cached";
import { clearFirstLevel } from "./first-level";

const database = testDatabase();
let ctx: Ctx;

beforeEach(async () => {
  clearFirstLevel();
  ctx = await givenContext(database().owner);
});

const givenKey = (): string[] => ["test", ctx.tenant.id, randomUUID()];
const another = (): Ctx => ({ ...ctx, timing: startTiming() });

test("is loaded once, by whoever asks first, however many ask at once", async () => {
  const key = givenKey();
  let loads = 0;
  const load = async () => ({ n: ++loads });
  const answers = await Promise.all(Array.from({ length: 20 }, () => cached(another(), key, load)));
  expect(answers.map(({ value }) => value)).toEqual(Array(20).fill({ n: 1 }));
  expect(answers.filter(({ isLoaded }) => isLoaded)).toHaveLength(1);
  expect(await cached(ctx, key, load)).toEqual({ value: { n: 1 }, isLoaded: false });
  expect(ctx.timing.cache).toBe("hit");
});

test("another version is another value", async () => {
  const key = givenKey();
  await cached(ctx, [...key, "1"], async () => "old");
  expect((await cached(ctx, [...key, "2"], async () => "new")).value).toBe("new");
});

test("one caller's change to what it got is not another's", async () => {
  const key = givenKey();
  await cached(ctx, key, async () => ({ list: [1] }));
  const first = await cached<{ list: number[] }>(ctx, key, async () => ({ list: [] }));
  first.value.list.push(2);
  expect((await cached<{ list: number[] }>(ctx, key, async () => ({ list: [] }))).value).toEqual({
    list: [1],
  });
});

test("a load that fails is the failure of all who wait for it, and the next one loads again", async () => {
  const key = givenKey();
  const fail = () => Promise.reject(new Error("broken"));
  const both = await Promise.allSettled([cached(ctx, key, fail), cached(another(), key, fail)]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect((await cached(ctx, key, async () => "whole")).value).toBe("whole");
});

test.each(["CALLER_GONE", "DEADLINE"] as const)(
  "when the one who loads ends with %s, those who wait load for themselves, once",
  async (code) => {
    const key = givenKey();
    let loads = 0;
    const gone = cached(ctx, key, () => Promise.reject(poolError(code)));
    const load = async () => ++loads;
    const others = Array.from({ length: 5 }, () => cached(another(), key, load));
    await expect(gone).rejects.toMatchObject({ code });
    expect((await Promise.all(others)).map(({ value }) => value)).toEqual([1, 1, 1, 1, 1]);
  },
);
