import { expect, test } from "vitest";
import { isAdultAt, judgeAdultVital } from "./rules";

test.each([
  ["8480-6", "140", "mm[Hg]", "high"],
  ["8480-6", "139.9", "mm[Hg]", null],
  ["8480-6", "89", "mm[Hg]", "low"],
  ["8462-4", "90", "mm[Hg]", "high"],
  ["8867-4", "100", "/min", null],
  ["8867-4", "101", "/min", "high"],
  ["8867-4", "59", "/min", "low"],
  ["8310-5", "38.0", "Cel", "high"],
  ["8310-5", "100.3", "[degF]", null],
  ["8310-5", "34.9", "Cel", "low"],
  ["59408-5", "91", "%", "low"],
  ["59408-5", "92", "%", null],
  ["9279-1", "21", "/min", "high"],
  ["39156-5", "30", "kg/m2", "high"],
  ["39156-5", "18.4", "kg/m2", "low"],
  ["8310-5", "38", "K", null],
  ["29463-7", "300", "kg", null],
  ["8480-6", "", "mm[Hg]", null],
])("vital sign %s of %s %s is judged %s", (code, value, unit, judged) => {
  expect(judgeAdultVital(code, value, unit)).toBe(judged);
});

test("someone is an adult from the day of turning 18 on", () => {
  expect(isAdultAt("2004-05-17", "2022-05-17T08:00:00Z")).toBe(true);
  expect(isAdultAt("2004-05-17", "2022-05-16T23:00:00Z")).toBe(false);
  expect(isAdultAt(null, "2022-05-16T23:00:00Z")).toBe(false);
  expect(isAdultAt("2004-05-17", null)).toBe(false);
});
