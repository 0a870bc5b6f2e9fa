import { randomUUID } from "node:crypto";
import type { Sql } from "@/db/client";
import { hashPassword, type Role } from "@/lib/auth";
import type { TenantId, UserId } from "@/lib/tenancy";
import { TEST_PASSWORD } from "../harness/template-database";

let count = 0;

export type GivenUser = { id: UserId; email: string; password: string };

/** A further user of a tenant. */
export async function givenUser(
  owner: Sql,
  tenantId: TenantId,
  over: { role?: Role; email?: string; name?: string; password?: string } = {},
): Promise<GivenUser> {
  const user = {
    id: randomUUID() as UserId,
    email: over.email ?? `user-${process.pid}-${count++}@clinic.test`,
  };
  const password = over.password ?? TEST_PASSWORD;
  await owner`
    INSERT INTO app_user (tenant_id, id, email, name, role, password_hash)
    VALUES (${tenantId}, ${user.id}, ${user.email}, ${over.name ?? "A user"}, ${over.role ?? "clinician"}, ${await hashPassword(password)})`;
  return { ...user, password };
}
