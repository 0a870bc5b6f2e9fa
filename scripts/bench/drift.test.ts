import { expect, test } from "vitest";
import { driftOf, least } from "./drift";

test("drift is the farthest that a series strays from where it began, up or down", () => {
  expect(driftOf([100, 104, 98])).toBeCloseTo(0.04);
  expect(driftOf([100, 101, 90])).toBeCloseTo(0.1);
  expect(driftOf([7, 7, 7])).toBe(0);
});

test("a minute without a sample is left out; one value has no drift", () => {
  expect(driftOf([200, null, 210])).toBeCloseTo(0.05);
  expect([driftOf([5]), driftOf([]), driftOf([null, 5]), driftOf([0, 5])]).toEqual([null, null, null, null]);
});

test("the least of a minute's samples", () => {
  expect([least([3, null, 2]), least([null]), least([])]).toEqual([2, null, null]);
});
