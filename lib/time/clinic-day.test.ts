import fc from "fast-check";
import { expect, test } from "vitest";
import { sinceBound, startOfDay, untilBound } from "./clinic-day";

test.each([
  ["2026-11-21", "UTC", "2026-11-21T00:00:00.000Z"],
  ["2026-11-21", "America/Chicago", "2026-11-21T06:00:00.000Z"],
  ["2026-07-01", "America/Chicago", "2026-07-01T05:00:00.000Z"],
  ["2026-03-08", "America/Chicago", "2026-03-08T06:00:00.000Z"],
  ["2026-11-01", "America/Chicago", "2026-11-01T05:00:00.000Z"],
  ["2026-11-21", "Pacific/Kiritimati", "2026-11-20T10:00:00.000Z"],
  ["2026-11-21", "Asia/Kathmandu", "2026-11-20T18:15:00.000Z"],
])("%s begins in %s at %s", (day, zone, instant) => {
  expect(startOfDay(day, zone)).toBe(instant);
});

test.each([
  ["2026-09-06", "America/Santiago", "2026-09-06T04:00:00.000Z", "the clock goes from 24:00 to 1:00"],
  ["2026-04-05", "America/Santiago", "2026-04-05T04:00:00.000Z", "24:00 becomes 23:00 of the day before"],
  ["2019-03-24", "America/Asuncion", "2019-03-24T04:00:00.000Z", "the same in another year and place"],
  ["2026-03-29", "Asia/Beirut", "2026-03-28T22:00:00.000Z", "east of UTC"],
  ["2022-09-22", "Asia/Tehran", "2022-09-21T20:30:00.000Z", "24:00 becomes 23:00, half an hour off"],
  ["2026-11-01", "America/Havana", "2026-11-01T04:00:00.000Z", "midnight comes twice"],
  ["2011-12-31", "Pacific/Apia", "2011-12-30T10:00:00.000Z", "the day before did not exist"],
])("%s in %s begins at %s: %s", (day, zone, instant) => {
  expect(startOfDay(day, zone)).toBe(instant);
});

const zone = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
const day = fc
  .date({ min: new Date("1975-01-01"), max: new Date("2037-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const dayShown = (ms: number, timeZone: string): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone }).format(ms);

test("in every zone a day begins with an instant that is of it, behind one that is not", () => {
  fc.assert(
    fc.property(day, zone, (of, timeZone) => {
      const ms = Date.parse(startOfDay(of, timeZone));
      expect(dayShown(ms, timeZone) >= of).toBe(true);
      expect(dayShown(ms - 1000, timeZone) < of).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("a day asked for holds itself and no other, as instants and as dates", () => {
  const [since, until] = ["2025-01-01", "2025-01-01"].map((text, at) =>
    (at === 0 ? sinceBound : untilBound)(text, "America/Chicago"),
  );
  expect(since).toEqual({ at: "2025-01-01T06:00:00.000Z", day: "2025-01-01" });
  expect(until).toEqual({ at: "2025-01-02T06:00:00.000Z", day: "2025-01-02" });
});

test("an instant is itself; of dates it has before it those that have begun", () => {
  expect(untilBound("2025-01-01T06:00:00Z", "America/Chicago")).toEqual({
    at: "2025-01-01T06:00:00Z",
    day: "2025-01-01",
  });
  expect(untilBound("2025-01-01T06:00:01Z", "America/Chicago").day).toBe("2025-01-02");
});

test("the first and the last day there are have bounds that PostgreSQL reads", () => {
  expect(startOfDay("0001-01-01", "Asia/Tokyo")).toBe("-infinity");
  expect(untilBound("9999-12-31", "UTC")).toEqual({ at: "infinity", day: "infinity" });
  expect(untilBound("9999-12-31", "America/Chicago")).toEqual({ at: "infinity", day: "infinity" });
  expect(sinceBound("9999-12-31", "Asia/Tokyo").at).toBe("9999-12-30T15:00:00.000Z");
  expect(sinceBound("9999-12-31T23:00:00Z", "Asia/Tokyo").at).toBe("9999-12-31T23:00:00Z");
});
