import { expect, test } from "vitest";
import { openPool } from "@/db/pool";
import { inTenant } from "@/db/transaction";
import { withTenant } from "@/lib/tenancy";
import { givenContext, givenPatient, givenTenant, givenUser } from "../factories";
import { freshDatabase, testDatabase } from "./database";

const database = testDatabase();

test("a test file's database has both tenants with five users each", async () => {
  const rows = await database().owner`
    SELECT slug, count(*)::int AS users FROM tenant JOIN app_user USING (tenant_id) GROUP BY slug ORDER BY slug`;
  expect([...rows]).toEqual([
    { slug: "demo", users: 5 },
    { slug: "other", users: 5 },
  ]);
});

test("two databases do not see each other's rows", async () => {
  const second = await freshDatabase();
  await givenTenant(second.owner, { slug: "only-there" });
  const rows = await database().owner`SELECT 1 FROM tenant WHERE slug = 'only-there'`;
  await second.drop();
  expect(rows).toHaveLength(0);
});

test("the app's role sees a patient of its tenant and none of the other's", async () => {
  const mine = await givenContext(database().owner, "nurse", "demo");
  const theirs = await givenContext(database().owner, "nurse", "other");
  const patient = await givenPatient(database().owner, mine.tenant.id, { familyName: "Seen" });
  const read = (ctx: typeof mine) =>
    withTenant(ctx, (tx) => tx`SELECT id FROM patient WHERE id = ${patient.id}`);
  expect(await read(mine)).toHaveLength(1);
  expect(await read(theirs)).toHaveLength(0);
});

test("a statement outside a tenant's transaction sees nothing, also after one on the same connection", async () => {
  const ctx = await givenContext(database().owner);
  await givenUser(database().owner, ctx.tenant.id);
  const app = openPool(database().appUrl, { max: 1, applicationName: "test" });
  await inTenant(app, ctx.tenant.id, (tx) => tx`SELECT 1`);
  const rows = await app`SELECT id FROM app_user`;
  await app.end();
  expect(rows).toHaveLength(0);
});
