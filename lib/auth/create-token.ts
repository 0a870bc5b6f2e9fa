import "server-only";
import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import type { Sql } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { auditEvent } from "@/db/schema/audit";
import { tenant } from "@/db/schema/clinic";
import { appUser } from "@/db/schema/people";
import { apiToken } from "@/db/schema/sessions";
import { AppError } from "@/lib/errors";
import { toEmailKey } from "./email-address";
import { TOKEN_PREFIX } from "./make-token";
import { makeSecret } from "./one-time-secret";

/**
 * Makes an API token of a user, valid for `days`, and returns it; only its hash is stored. Needs the owner's connection.
 * Audited in the same transaction.
 * @throws AppError("not_found") when the tenant has no such user
 */
export async function createToken(
  owner: Sql,
  input: { tenant: string; email: string; days: number },
): Promise<string> {
  const { secret: token, hash } = makeSecret(TOKEN_PREFIX);
  await owner.begin(async (tx) => {
    const db = drizzleOf(tx);
    const [user] = await db
      .select({ tenantId: appUser.tenantId, userId: appUser.id })
      .from(appUser)
      .innerJoin(tenant, eq(tenant.tenantId, appUser.tenantId))
      .where(
        and(
          eq(tenant.slug, input.tenant),
          eq(appUser.emailKey, toEmailKey(input.email.trim())),
          eq(appUser.status, "active"),
        ),
      );
    if (!user)
      throw new AppError("not_found", `There is no user ${input.email} in the tenant "${input.tenant}".`);
    const expiresAt = sql`now() + ${input.days} * interval '1 day'`;
    await db.insert(apiToken).values({ ...user, id: randomUUID(), tokenHash: hash, expiresAt });
    await db.insert(auditEvent).values({
      tenantId: user.tenantId,
      action: "token.create",
      outcome: "success",
      actorId: user.userId,
      actor: "command line",
      detail: { days: input.days },
    });
  });
  return token;
}
