import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { TenantId } from "@/lib/tenancy";
import { givenContext, givenPatient } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { drizzleOf } from "./drizzle";
import { openPool, type Pool } from "./pool";
import { auditEvent } from "./schema/audit";
import { directoryVersion, tenant } from "./schema/clinic";
import { patient } from "./schema/patients";
import { fhirResource } from "./schema/resources";
import { inTenant } from "./transaction";

const database = testDatabase();
let app: Pool;
let demo: TenantId;
let other: TenantId;

beforeAll(async () => {
  app = openPool(database().appUrl, { max: 1, applicationName: "test" });
  demo = (await givenContext(database().owner, "admin", "demo")).tenant.id;
  other = (await givenContext(database().owner, "admin", "other")).tenant.id;
  return () => app.end();
});

async function versionOf(tenantId: string): Promise<string | undefined> {
  const rows = await inTenant(app, tenantId, (tx) => drizzleOf(tx).select().from(directoryVersion));
  return rows[0]?.version;
}

describe("what drizzle reads and writes in a tenant's transaction", () => {
  test("is that tenant's, one after the other on the same connection", async () => {
    const slugs = (tenantId: string) =>
      inTenant(app, tenantId, (tx) => drizzleOf(tx).select({ slug: tenant.slug }).from(tenant));
    expect(await slugs(demo)).toEqual([{ slug: "demo" }]);
    expect(await slugs(other)).toEqual([{ slug: "other" }]);
    const theirs = inTenant(app, demo, (tx) =>
      drizzleOf(tx).insert(directoryVersion).values({ tenantId: other }),
    );
    await expect(theirs).rejects.toThrow("row-level security");
  });

  test("has the values of our client: numbers and dates as text, json as its text, jsonb parsed, NULL as null", async () => {
    const id = randomUUID();
    const text = '{"value": 1.2300,  "resourceType": "Basic"}';
    const found = await inTenant(app, demo, async (tx) => {
      const db = drizzleOf(tx);
      const row = {
        tenantId: demo,
        id,
        resourceType: "Basic",
        resource: text,
        contentHash: Buffer.from([1, 255]),
      };
      await db.insert(fhirResource).values(row);
      const [stored] = await db.select().from(fhirResource).where(eq(fhirResource.id, id));
      const [raw] = await tx`SELECT updated_at AS "updatedAt" FROM fhir_resource WHERE id = ${id}`;
      return { stored, raw };
    });
    expect(found.stored).toEqual({
      tenantId: demo,
      id,
      resourceType: "Basic",
      patientId: null,
      updatedBy: null,
      updatedByName: null,
      changeReason: null,
      version: 1,
      resource: text,
      contentHash: Buffer.from([1, 255]),
      updatedAt: found.raw?.updatedAt,
    });
    expect(found.stored?.updatedAt).toMatch(/^\d{4}-\d\d-\d\dT.+Z$/);
    const rows = await inTenant(app, demo, (tx) =>
      drizzleOf(tx).execute(
        sql`SELECT 0.10::numeric AS amount, 9007199254740993::int8 AS big, '-infinity'::date AS day`,
      ),
    );
    expect([...rows]).toEqual([{ amount: "0.10", big: "9007199254740993", day: "-infinity" }]);
  });

  test("writes jsonb, arrays, addresses and bytes as they are and returns what it wrote", async () => {
    const targetIds = [randomUUID(), randomUUID()];
    const event = {
      tenantId: demo,
      action: "test.drizzle",
      outcome: "success" as const,
      actor: "a test",
      targetIds,
      queryHash: Buffer.from("hash"),
      ip: "10.0.0.1",
      detail: { text: 'a "quoted" word', n: 1, none: null },
    };
    const [kept] = await database().owner.begin((tx) =>
      drizzleOf(tx).insert(auditEvent).values(event).returning(),
    );
    expect(kept).toMatchObject({ ...event, patientId: null, ip: "10.0.0.1" });
  });

  test("joins, and a side that is not there is null", async () => {
    const { id } = await givenPatient(database().owner, demo, { familyName: "Joined" });
    const [row] = await inTenant(app, demo, (tx) =>
      drizzleOf(tx)
        .select({ patient: { name: patient.familyName, day: patient.lastSeenDay }, resource: fhirResource })
        .from(patient)
        .leftJoin(fhirResource, eq(fhirResource.patientId, patient.id))
        .where(and(eq(patient.tenantId, demo), eq(patient.id, id))),
    );
    expect(row).toEqual({ patient: { name: "Joined", day: expect.any(String) }, resource: null });
  });
});

test("an error inside rolls everything back and is the database's own, without the values", async () => {
  const before = await versionOf(demo);
  const failing = inTenant(app, demo, async (tx) => {
    const db = drizzleOf(tx);
    await db.update(directoryVersion).set({ version: "77" }).where(eq(directoryVersion.tenantId, demo));
    await db.insert(directoryVersion).values({ tenantId: demo });
  });
  await expect(failing).rejects.toMatchObject({ name: "DatabaseError", code: "23505" });
  await expect(failing).rejects.not.toHaveProperty("params");
  expect(await versionOf(demo)).toBe(before);
});

test("the same statement is prepared once, and dates of the client stay text", async () => {
  const statements = await inTenant(app, demo, async (tx) => {
    for (const slug of ["demo", "other", "demo"]) {
      await drizzleOf(tx).select({ slug: tenant.slug }).from(tenant).where(eq(tenant.slug, slug));
    }
    return tx`SELECT count(*)::int AS n, current_date AS day FROM pg_prepared_statements WHERE statement LIKE 'select "slug" from "tenant" where %'`;
  });
  expect(statements[0]).toMatchObject({ n: 1, day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
});
