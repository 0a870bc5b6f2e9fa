import { inspect } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import type { Tx } from "./client";
import { openPool, type Pool } from "./pool";
import { inTenant } from "./transaction";

const database = testDatabase();
const VALUE = "Secretperson 1984-03-12";
let pool: Pool;
let tenant: string;

beforeAll(async () => {
  const { owner } = database();
  tenant = (await givenContext(owner)).tenant.id;
  await owner`CREATE TABLE named (name text PRIMARY KEY CHECK (name <> ''))`;
  await owner`INSERT INTO named VALUES (${VALUE})`;
  await owner`GRANT SELECT, INSERT ON named TO swiftchart_app`;
  await owner.unsafe(`
    CREATE FUNCTION complain(about text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cannot do %', about; END $$`);
  pool = openPool(database().appUrl, { max: 2, applicationName: "test" });
  return () => pool.end();
});

const faults: [string, string, (tx: Tx) => Promise<unknown>][] = [
  ["a value that is no date", "22007", (tx) => tx`SELECT ${VALUE}::text::date`],
  ["a value that is no number", "22P02", (tx) => tx`SELECT ${VALUE}::text::int`],
  ["a key that is there", "23505", (tx) => tx`INSERT INTO named VALUES (${VALUE})`],
  [
    "a row that breaks a rule",
    "23514",
    (tx) => tx`INSERT INTO named SELECT replace(${VALUE}::text, ${VALUE}, '')`,
  ],
  ["an exception of a function", "P0001", (tx) => tx`SELECT complain(${VALUE})`],
  ["a table that is not there", "42P01", (tx) => tx`SELECT ${VALUE}::text FROM nowhere`],
];

/** What a logger may print of it: everything, hidden properties and causes too. */
const printed = (error: unknown): string => inspect(error, { showHidden: true, depth: 10 });
const thrownBy = (act: Promise<unknown>): Promise<{ code: string }> =>
  act.then(
    () => Promise.reject(new Error("nothing was thrown")),
    (error) => error,
  );

describe("whatever a logger prints of the database's error holds the code and no value", () => {
  test.each(faults)("%s", async (_, code, fail) => {
    const errors = [
      await thrownBy(inTenant(pool, tenant, fail)),
      await thrownBy(inTenant(pool, tenant, (tx) => tx.savepoint((step) => fail(step)))),
      await thrownBy(inTenant(pool, tenant, (tx) => Promise.all([fail(tx), tx`SELECT ${VALUE}::text`]))),
    ];
    for (const error of errors) {
      expect(error.code).toBe(code);
      expect(printed(error)).toContain(code);
      expect(printed(error)).not.toMatch(/Secret|1984/);
    }
  });

  test("outside a transaction too, and with the place in our own code", async () => {
    const error = await thrownBy(pool`SELECT ${VALUE}::text::date`);
    expect(printed(error)).toMatch(/SQLSTATE 22007/);
    expect(printed(error)).not.toMatch(/Secret|1984/);
    expect(printed(error)).toMatch(/ {4}at /);
  });
});

test("a message that names objects only stays, for whoever has to mend it", async () => {
  const error = inTenant(pool, tenant, (tx) => tx`INSERT INTO named VALUES (${VALUE})`);
  await expect(error).rejects.toMatchObject({
    message: 'duplicate key value violates unique constraint "named_pkey"',
    constraint_name: "named_pkey",
    table_name: "named",
  });
});

test("a use case's own error passes as it is", async () => {
  const own = new RangeError("of the use case");
  await expect(inTenant(pool, tenant, () => Promise.reject(own))).rejects.toBe(own);
});
