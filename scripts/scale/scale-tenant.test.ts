import { expect, test } from "vitest";
import { testDatabase } from "@/tests/harness/database";
import { scaleTenant } from "./scale-tenant";

const database = testDatabase();
const scale = (slug: string, patients: number) =>
  scaleTenant({
    ownerUrl: database().ownerUrl,
    slug,
    patients,
    password: "a password of the test",
    onProgress: () => {},
  });

test("an owner who is no superuser makes a tenant with everything the triggers would have made", async () => {
  const { owner } = database();
  const [role] = await owner`SELECT rolsuper FROM pg_roles WHERE rolname = current_user`;
  expect(role).toEqual({ rolsuper: false });
  expect(await scale("generated", 300)).toBe(300);
  expect(await scale("generated", 300)).toBe(0);
  expect(await scale("generated", 500)).toBe(200);
  const [counts] = await owner`
    SELECT count(*)::int AS patients, (SELECT count(*)::int FROM app_user u WHERE u.tenant_id = t.tenant_id) AS users,
      (SELECT count(*)::int FROM patient_chart c WHERE c.tenant_id = t.tenant_id) AS charts,
      (SELECT count(DISTINCT patient_id)::int FROM patient_token k WHERE k.tenant_id = t.tenant_id) AS indexed
    FROM tenant t JOIN patient p USING (tenant_id) WHERE t.slug = 'generated' GROUP BY t.tenant_id`;
  expect(counts).toEqual({ patients: 500, users: 5, charts: 500, indexed: 500 });
});

test("the triggers are back afterwards", async () => {
  const off = await database().owner`SELECT tgname FROM pg_trigger WHERE tgenabled <> 'O'`;
  expect([...off]).toEqual([]);
});

test("a run that fails leaves no empty tenant", async () => {
  const { owner } = database();
  await owner`ALTER TABLE patient ADD CONSTRAINT refuses CHECK (mrn <> '0000007') NOT VALID`;
  await expect(scale("failed", 50)).rejects.toThrow("refuses");
  await owner`ALTER TABLE patient DROP CONSTRAINT refuses`;
  expect(await owner`SELECT 1 FROM tenant WHERE slug = 'failed'`).toHaveLength(0);
});
