import { randomUUID } from "node:crypto";
import type { Sql, Tx } from "@/db/client";
import { hashPassword } from "@/lib/auth";
import { DEMO_ROLES } from "./sign-ins";

const ROLE_NAMES: Record<(typeof DEMO_ROLES)[number], string> = {
  admin: "Alex Admin",
  clinician: "Dr. Clara Clinician",
  nurse: "Noor Nurse",
  reception: "Robin Reception",
  billing: "Bela Billing",
};

/** Makes a tenant with its five users at `<slug>.test`, all with `password`; returns the tenant's id. */
export async function seedTenant(
  sql: Sql | Tx,
  tenant: { slug: string; name: string },
  password: string,
): Promise<string> {
  const tenantId = randomUUID();
  await sql`INSERT INTO tenant (tenant_id, slug, name) VALUES (${tenantId}, ${tenant.slug}, ${tenant.name})`;
  await sql`INSERT INTO directory_version (tenant_id) VALUES (${tenantId})`;
  for (const role of DEMO_ROLES) {
    await sql`
      INSERT INTO app_user (tenant_id, id, email, name, role, password_hash)
      VALUES (${tenantId}, ${randomUUID()}, ${`${role}@${tenant.slug}.test`}, ${ROLE_NAMES[role]}, ${role}, ${await hashPassword(password)})`;
  }
  return tenantId;
}
