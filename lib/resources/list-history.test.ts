import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { keepVersions } from "./keep-versions";
import { type FormerVersion, listHistory } from "./list-history";
import type { ResourceVersion } from "./schema";

const database = testDatabase();
let ctx: Ctx;
beforeAll(async () => {
  ctx = await givenContext(database().owner, "clinician");
});

function aVersion(id: string, version: number, over: Partial<ResourceVersion> = {}): ResourceVersion {
  return {
    type: "Observation",
    id,
    version,
    resource: `{"resourceType":"Observation","valueQuantity":{"value":${version}.50}}`,
    madeAt: "2026-03-01T10:00:00.000Z",
    madeBy: ctx.actor.id,
    madeByName: ctx.actor.name,
    reason: "typing error",
    ...over,
  };
}

const keep = (versions: ResourceVersion[], by = ctx) =>
  withTransaction(by, (tx) => keepVersions(tx, by, versions));
const history = (id: string, page = {}, by = ctx): Promise<FormerVersion[]> =>
  withTransaction(by, (tx) => listHistory(tx, by, { type: "Observation", id }, page));

test("former versions come newest first, with their digits, maker and reason", async () => {
  const id = randomUUID();
  await keep([aVersion(id, 1), aVersion(id, 2)]);
  const found = await history(id);
  expect(found).toEqual([2, 1].map((n) => ({ ...aVersion(id, n), replacedAt: expect.any(String) })));
  expect(found[0]?.resource).toContain("2.50");
});

test("a page ends at its limit and the next goes on before its last version", async () => {
  const id = randomUUID();
  await keep([1, 2, 3, 4, 5].map((n) => aVersion(id, n)));
  expect((await history(id, { limit: 2 })).map(({ version }) => version)).toEqual([5, 4]);
  expect((await history(id, { limit: 9, before: 4 })).map(({ version }) => version)).toEqual([3, 2, 1]);
});

test("types that share an id have a history each", async () => {
  const id = randomUUID();
  await keep([aVersion(id, 1), aVersion(id, 1, { type: "Condition", reason: null, madeByName: null })]);
  expect(await history(id)).toHaveLength(1);
});

test("a version is kept once, whoever tries again", async () => {
  const id = randomUUID();
  await keep([aVersion(id, 1)]);
  await expect(keep([aVersion(id, 1)])).rejects.toMatchObject({ code: "23505" });
  expect(await history(id)).toHaveLength(1);
});

test("another tenant's history is none", async () => {
  const id = randomUUID();
  await keep([aVersion(id, 1)]);
  const other = await givenContext(database().owner, "clinician", "other");
  expect(await history(id, {}, other)).toEqual([]);
});
