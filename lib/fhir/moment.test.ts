import { expect, test } from "vitest";
import { toMoment, toSpan } from "./moment";

test("a time with its zone is that instant", () => {
  expect(toMoment("2013-07-27T02:00:35.318+10:00", "America/New_York", "x")).toEqual({
    at: "2013-07-27T02:00:35.318+10:00",
  });
});

test.each([
  ["2015-03-08", "UTC", "2015-03-08T00:00:00.000Z"],
  ["2015-03-09", "America/New_York", "2015-03-09T04:00:00.000Z"],
  ["2015-03-08", "America/New_York", "2015-03-08T05:00:00.000Z"],
  ["2015-03", "Pacific/Apia", "2015-02-28T10:00:00.000Z"],
  ["2015", "Pacific/Pago_Pago", "2015-01-01T11:00:00.000Z"],
])("%s begins at midnight in %s and keeps its text", (text, zone, at) => {
  expect(toMoment(text, zone, "x")).toEqual({ at, atText: text });
});

test("a leap second is read as the second before", () => {
  expect(toMoment("2016-12-31T23:59:60Z", "UTC", "x").at).toBe("2016-12-31T23:59:59Z");
});

test.each([
  "2021-02-29",
  "2021-13",
  "0000",
  "2021-02-01T24:00:00Z",
  "2021-02-01T09:00:00+16:00",
  "2021-02-01T09:00:61Z",
  "yesterday",
])("%s is no moment", (text) => {
  expect(() => toMoment(text, "UTC", "Observation.issued")).toThrow("(Observation.issued)");
});

test("the first day of all is none where it begins before the year 1 in UTC", () => {
  expect(toMoment("0001-01-01", "UTC", "x").atText).toBe("0001-01-01");
  expect(() => toMoment("0001-01-01", "Asia/Tokyo", "x")).toThrow("There is no such date (x)");
});

test("an open period has a beginning only", () => {
  expect(toSpan({ start: "2020-01-01T00:00:00Z" }, "UTC", "x")).toEqual({ at: "2020-01-01T00:00:00Z" });
  expect(toSpan(undefined, "UTC", "x")).toEqual({});
});
