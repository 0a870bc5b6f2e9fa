import { expect, test } from "vitest";
import { testDatabase } from "@/tests/harness/database";
import { toIsoInstant } from "./value-types";

const database = testDatabase();

test("numbers that do not fit a JS number, dates and instants come back as text, digits kept", async () => {
  const [row] = await database().owner`
    SELECT 0.1234567890123456789::numeric AS amount, 9007199254740993::int8 AS big, date '2024-02-29' AS day,
           timestamptz '2024-02-29 10:00:00+02' AS at, timestamptz '2024-02-29 10:00:00.123456+00' AS exact,
           'infinity'::timestamptz AS never, '-infinity'::date AS always`;
  expect(row).toEqual({
    amount: "0.1234567890123456789",
    big: "9007199254740993",
    day: "2024-02-29",
    at: "2024-02-29T08:00:00.000Z",
    exact: "2024-02-29T10:00:00.123456Z",
    never: "infinity",
    always: "-infinity",
  });
});

test("json keeps its text to the digit, jsonb is parsed", async () => {
  const text = '{"value": 1.2300,  "deep": [0.100]}';
  const [row] = await database().owner`SELECT ${text}::json AS kept, ${text}::text::jsonb AS parsed`;
  expect(row).toEqual({ kept: text, parsed: { value: 1.23, deep: [0.1] } });
});

test("dates, instants and arrays of them go in as text or Date", async () => {
  const when = new Date("2024-02-29T08:00:00.000Z");
  const [row] = await database().owner`
    SELECT ${"2024-02-29"}::date AS day, ${when}::timestamptz AS at, ${"-infinity"}::date AS always,
           ${["2024-01-01", "2024-01-02"]}::date[] AS days, ${["1.10", "2"]}::numeric[] AS amounts`;
  expect(row).toEqual({
    day: "2024-02-29",
    at: "2024-02-29T08:00:00.000Z",
    always: "-infinity",
    days: ["2024-01-01", "2024-01-02"],
    amounts: ["1.10", "2"],
  });
});

test.each([
  ["2026-11-21 10:00:00+00", "2026-11-21T10:00:00.000Z"],
  ["2026-11-21 10:00:00.5+00", "2026-11-21T10:00:00.500Z"],
  ["2026-11-21 10:00:00.1234+00", "2026-11-21T10:00:00.123400Z"],
  ["0044-03-15 10:00:00+00 BC", "0044-03-15 10:00:00+00 BC"],
])("the instant %s is %s", (raw, iso) => {
  expect(toIsoInstant(raw)).toBe(iso);
});
