import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { appUser } from "@/db/schema/people";
import type { Ctx } from "@/lib/tenancy";

/** Names and addresses of people of the caller's clinic by id. */
export async function namesOf(
  tx: Tx,
  ctx: Ctx,
  ids: readonly string[],
): Promise<Map<string, { name: string; email: string }>> {
  if (ids.length === 0) return new Map();
  const rows = await drizzleOf(tx)
    .select({ id: appUser.id, name: appUser.name, email: appUser.email })
    .from(appUser)
    .where(
      and(
        eq(appUser.tenantId, ctx.tenant.id),
        sql`${appUser.id} = ANY(${`{${ids.join(",")}}`}::text::uuid[])`,
      ),
    );
  return new Map(rows.map(({ id, ...person }) => [id, person]));
}
