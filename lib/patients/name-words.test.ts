import { beforeAll, expect, test } from "vitest";
import type { Sql, Tx } from "@/db/client";
import { createPool } from "@/db/client";
import type { TenantId } from "@/lib/tenancy";
import { givenContext, givenPatient } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
let tenantId: TenantId;

beforeAll(async () => {
  tenantId = (await givenContext(database().owner)).tenant.id;
});

const given = async (familyName: string) =>
  (await givenPatient(database().owner, tenantId, { familyName, givenName: "Q", mrn: `W-${familyName}` })).id;

const rename = (sql: Sql | Tx, id: string, names: string) =>
  sql`UPDATE patient SET names = ${names} WHERE id = ${id} RETURNING id`.execute();

/** Resolves when so many statements wait for a lock. */
async function untilWaiting(count: number): Promise<void> {
  for (;;) {
    const [row] = await database().owner`
      SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE patient SET names%'`;
    if (row?.n >= count) return;
  }
}

async function countOf(token: string): Promise<number | null> {
  const [row] = await database()
    .owner`SELECT n FROM name_token WHERE tenant_id = ${tenantId} AND token = ${token}`;
  return row?.n ?? null;
}

test("two who take each other's name at the same moment do not wait for each other", async () => {
  const [one, two] = [await given("wend"), await given("wmid")];
  await given("wfirst");
  const writers = createPool(database().ownerUrl, { max: 2, applicationName: "renaming" });
  try {
    let first: Promise<unknown> = Promise.resolve();
    let second: Promise<unknown> = Promise.resolve();
    await database().owner.begin(async (tx) => {
      await tx`SELECT FROM name_token WHERE tenant_id = ${tenantId} AND token = 'wfirst' FOR UPDATE`;
      // It has its old word and waits here for the first of its new ones, where words are not taken in one order.
      first = rename(writers, one, "wfirst wmid q");
      await untilWaiting(1);
      second = rename(writers, two, "wend q");
      await Promise.race([second, untilWaiting(2)]);
    });
    expect(await Promise.allSettled([first, second])).toMatchObject([
      { status: "fulfilled" },
      { status: "fulfilled" },
    ]);
  } finally {
    await writers.end();
  }
  expect([await countOf("wfirst"), await countOf("wmid"), await countOf("wend")]).toEqual([2, 1, 1]);
});

test("a word that stays is not written again, a new one is in the dictionary with its variants, an old one may come back", async () => {
  const id = await given("stay");
  const place = async () =>
    (
      await database()
        .owner`SELECT ctid::text AS at FROM name_token WHERE tenant_id = ${tenantId} AND token = 'stay'`
    )[0]?.at;
  const before = await place();
  await rename(database().owner, id, "stay fresh");
  expect(await place()).toBe(before);
  const variants = await database().owner`
    SELECT variant FROM name_variant WHERE tenant_id = ${tenantId} AND token = 'fresh' ORDER BY variant`;
  expect(variants.map(({ variant }) => variant)).toEqual(["fesh", "freh", "fres", "frsh", "resh"]);
  await rename(database().owner, id, "stay");
  expect([await countOf("stay"), await countOf("fresh")]).toEqual([1, 0]);
  await rename(database().owner, id, "fresh fresh stay");
  expect([await countOf("stay"), await countOf("fresh")]).toEqual([1, 1]);
});

test("many renamed at once are counted by the word", async () => {
  const ids = [await given("manya"), await given("manyb"), await given("manyc")];
  await database().owner`UPDATE patient SET names = 'manya q' WHERE id = ANY (${ids})`;
  expect([await countOf("manya"), await countOf("manyb"), await countOf("manyc")]).toEqual([3, 0, 0]);
  await database().owner`DELETE FROM patient WHERE id = ANY (${ids})`;
  expect(await countOf("manya")).toBe(0);
});
