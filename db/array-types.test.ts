import fc from "fast-check";
import { expect, test } from "vitest";
import { testDatabase } from "@/tests/harness/database";
import { parseArray, toArrayText } from "./array-types";

const database = testDatabase();

test("any texts and NULLs come back from the database as they went in", async () => {
  const texts = fc.array(
    fc.option(fc.string({ unit: "binary" }).filter((text) => !text.includes("\0") && text.isWellFormed())),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (given) => {
      const [row] = await database().owner`SELECT ${given as string[]}::text[] AS back`;
      expect(row?.back).toEqual(given);
    }),
    { numRuns: 200 },
  );
});

test("what is written is read again, nested too", () => {
  const deep = fc.array(fc.array(fc.option(fc.string())));
  fc.assert(
    fc.property(deep, (given) => {
      expect(parseArray(toArrayText(given, String), String)).toEqual(given);
    }),
  );
});

test("each element type comes as it does alone", async () => {
  const [row] = await database().owner`
    SELECT '{t,f}'::bool[] AS flags, ARRAY['\\x00ff'::bytea] AS bytes, '{1,2}'::int4[] AS small, '{9007199254740993}'::int8[] AS big,
           '{1.10}'::numeric[] AS money, '{2024-02-29}'::date[] AS days, ARRAY[timestamptz '2024-02-29 10:00+02', NULL] AS instants,
           ARRAY['{"a": 1}'::jsonb] AS objects, '[0:1]={a,b}'::text[] AS bounds, '{}'::uuid[] AS none, NULL::text[] AS absent`;
  expect(row).toEqual({
    flags: [true, false],
    bytes: [Buffer.from([0, 255])],
    small: [1, 2],
    big: ["9007199254740993"],
    money: ["1.10"],
    days: ["2024-02-29"],
    instants: ["2024-02-29T08:00:00.000Z", null],
    objects: [{ a: 1 }],
    bounds: ["a", "b"],
    none: [],
    absent: null,
  });
});
