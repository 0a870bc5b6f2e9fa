import fc from "fast-check";
import { expect, test } from "vitest";
import { asOf, isInUse, nextTurn } from "./in-use";

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

test.each([
  ["nothing said", [{}], null],
  ["long over", [{ period: { start: "2020", end: "2025" } }], null],
  ["old, whatever its period says", [{ use: "old", period: { end: "2030" } }], null],
  [
    "from a day on: with the clinic's midnight",
    [{ period: { start: "2026-07-01" } }],
    "2026-07-01T04:00:00.000Z",
  ],
  ["from next month on", [{ period: { start: "2026-07" } }], "2026-07-01T04:00:00.000Z"],
  ["until a day, which belongs to it", [{ period: { end: "2026-06-14" } }], "2026-06-15T04:00:00.000Z"],
  ["until the end of a month, in winter", [{ period: { end: "2026-12" } }], "2027-01-01T05:00:00.000Z"],
  ["until the end of a year", [{ period: { end: "2026" } }], "2027-01-01T05:00:00.000Z"],
  [
    "until an instant, which belongs to it",
    [{ period: { end: "2026-06-15T03:30:00+02:00" } }],
    "2026-06-15T01:30:00.001Z",
  ],
  ["an end that is no date", [{ period: { end: "soonT" } }, { period: { end: "2026-02-31" } }], null],
  [
    "for ever, as some write it",
    [{ period: { end: "9999-12-31T23:59:59.999Z" } }, { period: { start: "9999-12-31T23:59:59-05:00" } }],
    null,
  ],
  [
    "for ever, by the day and the year",
    [{ period: { end: "9999-12-31" } }, { period: { end: "9999" } }],
    null,
  ],
  [
    "several: the first",
    [{ period: { end: "2028" } }, { period: { start: "2027" } }],
    "2027-01-01T05:00:00.000Z",
  ],
] as const)("the next turn of what is %s", (_, elements, expected) => {
  expect(nextTurn(elements, NOW, "America/New_York")).toBe(expected);
});

test("until the next turn nothing begins or ceases to be in use, and at the turn of a single bound it does", () => {
  const zone = fc.constantFrom(
    "UTC",
    "America/New_York",
    "Pacific/Kiritimati",
    "America/Santiago",
    "Asia/Beirut",
  );
  const [min, max] = [new Date("2020-01-01"), new Date("2032-01-01")];
  const moment = fc.date({ min, max, noInvalidDate: true });
  const text = fc
    .tuple(moment, fc.constantFrom(4, 7, 10, 24))
    .map(([date, letters]) => date.toISOString().slice(0, letters));
  fc.assert(
    fc.property(
      zone,
      moment,
      text,
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (timeZone, now, bound, isEnd, part) => {
        const element = { period: isEnd ? { end: bound } : { start: bound } };
        const turn = nextTurn([element], asOf(timeZone, now), timeZone);
        const isAt = (ms: number): boolean => isInUse(element, asOf(timeZone, new Date(ms)));
        const end = turn === null ? Date.parse("2040-01-01") : Date.parse(turn);
        const between = Math.min(end - 1, Math.floor(now.getTime() + part * (end - now.getTime())));
        expect(isAt(between)).toBe(isAt(now.getTime()));
        if (turn !== null) expect(isAt(end)).toBe(!isAt(now.getTime()));
      },
    ),
    { numRuns: 1_000 },
  );
});
