import { expect, test } from "vitest";
import { mixQueries } from "./search-queries";

const path = (word: string, limit: number) => `/api/patients?q=${word}&limit=${limit}`;

test("the mix takes the classes in turn, and asks nothing twice that a class or itself has asked", () => {
  const letters = [path("a", 20), path("b", 20), path("a", 21), path("b", 21)];
  const names = Array.from({ length: 30 }, (_, i) => path(`name${i}`, 20));
  const queries = new Map([
    ["1 letter", letters],
    ["family name", names],
  ]);
  const mixed = mixQueries(queries);
  expect(mixed.slice(0, 4)).toEqual([path("a", 18), path("name0", 18), path("b", 18), path("name1", 18)]);
  expect(new Set(mixed).size).toBe(mixed.length);
  expect(mixed.filter((one) => letters.includes(one) || names.includes(one))).toEqual([]);
  // Two letters in nine page sizes run out; the names do not.
  expect(mixed.filter((one) => /q=[ab]&/.test(one))).toHaveLength(18);
});
