import { expect, test } from "vitest";
import { createBackOff } from "./back-off.mjs";

test("the pause grows with the deaths of a minute, and the fifth of them gives up", () => {
  const backOff = createBackOff("The web server", () => 1_000);
  expect([1, 2, 3, 4].map(() => backOff("ended with SIGKILL"))).toEqual([0, 250, 500, 1_000]);
  expect(() => backOff("ended with SIGKILL")).toThrow(
    "The web server ended with SIGKILL, the fifth time within a minute. Giving up.",
  );
});

test("deaths over a minute ago are forgotten", () => {
  let now = 0;
  const backOff = createBackOff("PostgreSQL", () => now);
  for (let i = 0; i < 20; i++) {
    expect(backOff("is gone")).toBeLessThanOrEqual(500);
    now += 20_001;
  }
});
