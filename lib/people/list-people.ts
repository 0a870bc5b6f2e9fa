import "server-only";
import { and, asc, eq, ilike, or, sql } from "drizzle-orm";
import { z } from "zod";
import { drizzleOf } from "@/db/drizzle";
import { appUser } from "@/db/schema/people";
import { audit } from "@/lib/audit";
import { decodeCursor, toPage } from "@/lib/paging";
import { type Ctx, isUuid, withTenant } from "@/lib/tenancy";
import { toPlainSearch } from "@/lib/text";
import { personColumns, withActivity } from "./person-row";
import type { Person } from "./schema";

const cursorShape = z.tuple([z.string().max(200), z.string().refine(isUuid)]);

/**
 * The people of the caller's clinic by name, at most `limit` (≤ 200) a page; `q` narrows to names and addresses that hold it.
 * Permission: user:manage. Audited as `user.list`.
 * @throws AppError("invalid_cursor")
 */
export function listPeople(
  ctx: Ctx,
  input: { q?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: Person[]; nextCursor: string | null }> {
  const after = input.cursor ? decodeCursor(ctx.tenant.id, cursorShape, input.cursor) : null;
  const q = toPlainSearch(input.q ?? "");
  const held = q ? `%${q.replace(/[\\%_]/g, "\\$&")}%` : null;
  return withTenant(ctx, async (tx) => {
    const rows = await drizzleOf(tx)
      .select({ ...personColumns, sortName: sql<string>`lower(${appUser.name})`.as("sort_name") })
      .from(appUser)
      .where(
        and(
          eq(appUser.tenantId, ctx.tenant.id),
          held ? or(ilike(appUser.name, held), ilike(appUser.email, held)) : undefined,
          after ? sql`(lower(${appUser.name}), ${appUser.id}) > (${after[0]}, ${after[1]}::uuid)` : undefined,
        ),
      )
      .orderBy(asc(sql`lower(${appUser.name})`), asc(appUser.id))
      .limit(input.limit + 1);
    const { items, nextCursor } = toPage(rows, { tenantId: ctx.tenant.id, limit: input.limit }, (row) => [
      row.sortName,
      row.id,
    ]);
    const people = items.map(({ sortName: _, ...person }) => person);
    await audit(tx, ctx, { action: "user.list", detail: { shown: people.length } });
    return { items: await withActivity(tx, ctx, people), nextCursor };
  });
}
