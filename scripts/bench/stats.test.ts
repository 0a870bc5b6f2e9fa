import { expect, test } from "vitest";
import { percentiles, timeEach } from "./stats";

test("percentiles are of the nearest rank, whatever the order of the times", () => {
  const times = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(percentiles(times)).toEqual({ n: 100, p50: 50, p95: 95, p99: 99 });
  expect(percentiles([3])).toEqual({ n: 1, p50: 3, p95: 3, p99: 3 });
});

test("without a time there is no percentile", () => {
  expect(percentiles([])).toEqual({ n: 0, p50: Number.NaN, p95: Number.NaN, p99: Number.NaN });
});

test("every input is run once, no more than so many at a time", async () => {
  let running = 0;
  let most = 0;
  const seen: number[] = [];
  const times = await timeEach([1, 2, 3, 4, 5], 2, async (input) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    seen.push(input);
    running--;
  });
  expect([seen.length, new Set(seen).size, most, times.length]).toEqual([5, 5, 2, 5]);
});
