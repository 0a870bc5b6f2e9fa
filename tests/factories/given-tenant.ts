import type { Sql } from "@/db/client";
import type { TenantId } from "@/lib/tenancy";
import { seedTenant } from "@/scripts/demo/seed-users";
import { TEST_PASSWORD } from "../harness/template-database";

let count = 0;

/** A further tenant with its five users at `<slug>.test`. */
export async function givenTenant(
  owner: Sql,
  over: { slug?: string; name?: string } = {},
): Promise<{ id: TenantId; slug: string }> {
  const slug = over.slug ?? `tenant-${process.pid}-${count++}`;
  const id = await owner.begin((tx) =>
    seedTenant(tx, { slug, name: over.name ?? "A tenant" }, TEST_PASSWORD),
  );
  return { id: id as TenantId, slug };
}
