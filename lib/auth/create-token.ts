import "server-only";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Sql } from "@/db/client";
import { AppError } from "@/lib/errors";
import { toEmailKey } from "./email-address";

/**
 * Makes an API token of a user, valid for `days`, and returns it; only its hash is stored. Needs the owner's connection.
 * Audited in the same transaction.
 * @throws AppError("not_found") when the tenant has no such user
 */
export async function createToken(
  owner: Sql,
  input: { tenant: string; email: string; days: number },
): Promise<string> {
  const token = `swc_${randomBytes(32).toString("base64url")}`;
  await owner.begin(async (tx) => {
    const [user] = await tx<{ tenantId: string; userId: string }[]>`
      SELECT u.tenant_id AS "tenantId", u.id AS "userId" FROM app_user u JOIN tenant t USING (tenant_id)
      WHERE t.slug = ${input.tenant} AND u.email_key = ${toEmailKey(input.email.trim())} AND u.disabled_at IS NULL`;
    if (!user)
      throw new AppError("not_found", `There is no user ${input.email} in the tenant "${input.tenant}".`);
    await tx`
      INSERT INTO api_token (tenant_id, id, user_id, token_hash, expires_at)
      VALUES (${user.tenantId}, ${randomUUID()}, ${user.userId}, ${createHash("sha256").update(token).digest()}, now() + ${input.days} * interval '1 day')`;
    await tx`
      INSERT INTO audit_event (tenant_id, action, outcome, actor_id, actor, detail)
      VALUES (${user.tenantId}, 'token.create', 'success', ${user.userId}, 'command line', ${JSON.stringify({ days: input.days })}::text::jsonb)`;
  });
  return token;
}
