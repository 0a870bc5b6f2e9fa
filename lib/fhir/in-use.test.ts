import { expect, test } from "vitest";
import { asOf, isInUse } from "./in-use";

// A quarter past nine in the evening of 14 June in New York, the 15th in UTC.
const NOW = asOf("America/New_York", new Date("2026-06-15T01:15:00Z"));

test.each([
  ["nothing said", {}, true],
  ["old", { use: "old" }, false],
  ["home", { use: "home" }, true],
  ["since a year", { period: { start: "2026" } }, true],
  ["from next month on", { period: { start: "2026-07" } }, false],
  ["until yesterday", { period: { end: "2026-06-13" } }, false],
  ["until today, by the clinic's day", { period: { end: "2026-06-14" } }, true],
  ["until this month", { period: { end: "2026-06" } }, true],
  ["until last year", { period: { end: "2025" } }, false],
  ["until a quarter of an hour ago", { period: { end: "2026-06-14T21:00:00-04:00" } }, false],
  ["for a quarter of an hour still", { period: { end: "2026-06-15T03:30:00+02:00" } }, true],
  ["an end that is no date", { period: { end: "soonT" } }, true],
  ["old, though its period goes on", { use: "old", period: { end: "2030" } }, false],
] as const)("in use: %s is %j: %s", (_, element, expected) => {
  expect(isInUse(element, NOW)).toBe(expected);
});
