import { expect, test } from "vitest";
import { judgeSoak, leastOf, type Sample } from "./soak-samples";

const steady: Sample = {
  webMB: 300,
  descriptors: 60,
  connections: 18,
  supervisorMB: 45,
  databaseMB: 90,
  sharedMB: 120,
};
const minutes = (...changes: Partial<Sample>[]) => changes.map((change) => ({ ...steady, ...change }));

test("a minute counts by the least of its samples", () => {
  expect(leastOf(minutes({ webMB: 340 }, { webMB: 310, descriptors: 66 }, { webMB: null }))).toEqual({
    ...steady,
    webMB: 310,
  });
});

test("what stays within 5 % of the second minute meets the aims; the first is to warm up, a cache may fill", () => {
  const all = minutes(
    { webMB: 200, descriptors: 30 },
    {},
    { webMB: 314, sharedMB: 900 },
    { descriptors: 63, webMB: 286 },
  );
  expect(judgeSoak(all, 349)).toEqual([]);
});

test.each([
  [{ webMB: 316 }, "memory of the web process strays by 5.3 % from minute 2 on (300, 316), aim 5 %."],
  [{ descriptors: 64 }, "descriptors of the web process strays by 6.7 % from minute 2 on (60, 64), aim 5 %."],
  [{ connections: 20 }, "database connections strays by 11.1 % from minute 2 on (18, 20), aim 5 %."],
  [{ databaseMB: 99 }, "memory of PostgreSQL's own strays by 10.0 % from minute 2 on (90, 99), aim 5 %."],
])("what grows is told: %o", (change, note) => {
  expect(judgeSoak(minutes({}, {}, change), 340)).toEqual([note]);
});

test("a web process above its limit is told, and so is a system that tells nothing", () => {
  expect(judgeSoak(minutes({}, {}), 351)).toEqual(["the web process held 351 MB, aim 350 MB."]);
  const unknown = { webMB: null, descriptors: null, supervisorMB: null, databaseMB: null, sharedMB: null };
  expect(judgeSoak(minutes(unknown, unknown), null)).toEqual([
    "memory and descriptors are not known: this system has no /proc.",
  ]);
});
