import { expect, test } from "vitest";
import { dayIn, isValidDate, isValidInstant } from "./rules";

test.each(["0001-01-01", "1600-02-29", "1984-03-12", "2024-02-29", "9999-12-31"])("%s is a day", (date) => {
  expect(isValidDate(date)).toBe(true);
});

test.each([
  ["0000-01-01", "PostgreSQL has no year 0"],
  ["2023-02-29", "no leap year"],
  ["1900-02-29", "no leap year"],
  ["2026-04-31", "thirty days"],
  ["2026-00-10", "no such month"],
  ["2026-13-01", "no such month"],
  ["9999-99-99", "neither"],
  ["12026-01-01", "five digits"],
  ["2026-1-1", "digits missing"],
  ["2026-01-01T00:00", "more than a day"],
  [" 2026-01-01", "space"],
  ["", "nothing"],
])("%s is no day: %s", (date) => {
  expect(isValidDate(date)).toBe(false);
});

test.each([
  "2026-03-12T09:30Z",
  "2026-03-12T09:30:00.123456Z",
  "2026-03-12T23:59:59+14:00",
  "2026-03-12T00:00:00-13:59",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
])("%s is an instant", (instant) => {
  expect(isValidInstant(instant)).toBe(true);
});

test.each([
  ["2026-03-12", "a day"],
  ["2026-03-12T09:30:00", "no offset"],
  ["2026-03-12T24:00:00Z", "the day after, written as this one"],
  ["2026-03-12T09:60:00Z", "minute 60"],
  ["2026-03-12T09:30:60Z", "second 60"],
  ["2026-03-12T09:30:00+14:01", "beyond every zone"],
  ["2026-03-12T09:30:00+16:00", "PostgreSQL refuses it"],
  ["2026-02-30T09:30:00Z", "no such day"],
  ["0001-01-01T00:00:00+01:00", "a year before 1 in UTC"],
  ["9999-12-31T23:59:59-01:00", "the year 10000 in UTC"],
  [`2026-03-12T09:30:00.${"1".repeat(200)}Z`, "longer than PostgreSQL reads"],
])("%s is no instant: %s", (instant) => {
  expect(isValidInstant(instant)).toBe(false);
});

test.each([
  ["Pacific/Apia", "2026-06-15"],
  ["UTC", "2026-06-14"],
  ["Pacific/Pago_Pago", "2026-06-13"],
])("at the same instant the day in %s is %s", (timeZone, day) => {
  const instant = timeZone === "Pacific/Pago_Pago" ? "2026-06-14T10:30:00Z" : "2026-06-14T11:30:00Z";
  expect(dayIn(timeZone, new Date(instant))).toBe(day);
});
