import type { Sql } from "@/db/client";
import { DEMO_ROLES, DEMO_TENANTS } from "./sign-ins";

/**
 * Gives the demo users the new password where they still have the kept one; a password that somebody chose stays.
 * Returns whether all of them have the new one now.
 */
export async function changeDemoPassword(owner: Sql, kept: string | null, wanted: string): Promise<boolean> {
  const { hashPassword, verifyPassword } = await import("@/lib/auth");
  const emails = DEMO_TENANTS.flatMap((tenant) => DEMO_ROLES.map((role) => `${role}@${tenant}.test`));
  const users = await owner<{ email: string; passwordHash: string }[]>`
    SELECT email, password_hash AS "passwordHash" FROM app_user
    WHERE tenant_id IN (SELECT tenant_id FROM demo_clinic) AND email_key = ANY (${emails})`;
  let all = users.length > 0;
  for (const { email, passwordHash } of users) {
    if (await verifyPassword(passwordHash, wanted)) continue;
    if (kept !== null && (await verifyPassword(passwordHash, kept))) {
      await owner`UPDATE app_user SET password_hash = ${await hashPassword(wanted)} WHERE email = ${email}`;
    } else all = false;
  }
  return all;
}
