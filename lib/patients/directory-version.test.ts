import { beforeAll, expect, test } from "vitest";
import { createPool, type Sql } from "@/db/client";
import { inTenant } from "@/db/transaction";
import { type TenantId, writePool } from "@/lib/tenancy";
import { type GivenPatient, givenContext, givenPatient } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
let tenantId: TenantId;
let people: GivenPatient[];

beforeAll(async () => {
  const { owner } = database();
  tenantId = (await givenContext(owner)).tenant.id;
  people = [];
  for (let i = 0; i < 3; i++)
    people.push(await givenPatient(owner, tenantId, { familyName: "Dir", mrn: `D${i}` }));
});

const versionNow = async (): Promise<number> => {
  const [row] = await database().owner`SELECT version FROM directory_version WHERE tenant_id = ${tenantId}`;
  return Number(row?.version);
};

test("goes up once with the commit of whoever wrote patients, however many, and not with a rollback", async () => {
  const before = await versionNow();
  const ids = people.map(({ id }) => id);
  await inTenant(writePool(), tenantId, async (tx) => {
    await tx`UPDATE patient SET language = 'es' WHERE id = ANY (${ids}::text[]::uuid[])`;
    await tx`UPDATE patient SET language = 'en' WHERE id = ANY (${ids}::text[]::uuid[])`;
  });
  expect(await versionNow()).toBe(before + 1);
  const undone = inTenant(writePool(), tenantId, async (tx) => {
    await tx`UPDATE patient SET language = 'es' WHERE id = ANY (${ids}::text[]::uuid[])`;
    throw new Error("changed my mind");
  });
  await expect(undone).rejects.toThrow("changed my mind");
  expect(await versionNow()).toBe(before + 1);
});

test("whoever writes one patient does not wait for whoever still writes another", async () => {
  const before = await versionNow();
  const other: Sql = createPool(database().ownerUrl, { max: 1, applicationName: "other writer" });
  try {
    await database().owner.begin(async (tx) => {
      await tx`UPDATE patient SET language = 'fr' WHERE id = ${people[0]?.id ?? ""}`;
      await other`SET lock_timeout = '2s'`;
      await other`UPDATE patient SET language = 'fr' WHERE id = ${people[1]?.id ?? ""}`;
      expect(await versionNow()).toBe(before + 1);
    });
  } finally {
    await other.end();
  }
  expect(await versionNow()).toBe(before + 2);
});
