import "server-only";
import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { appUser } from "@/db/schema/people";
import { assertVersion } from "@/lib/http";
import type { Ctx } from "@/lib/tenancy";
import { notePersonChange } from "./note-change";
import { onePerson, readPerson } from "./person-row";
import type { Person } from "./schema";

/**
 * Changes what the caller is called. Permission: signed-in. Audited as `user.change`.
 * @throws AppError("version_conflict") with the person as they are now
 */
export async function changeOwnName(
  ctx: Ctx,
  tx: Tx,
  { name, version }: { name: string | undefined; version: number | null },
): Promise<Person> {
  const id = ctx.actor.id ?? "";
  const before = await readPerson(tx, ctx, id, { isLocked: true });
  assertVersion(before, version, before);
  if (name === undefined || name === before.name) return before;
  await drizzleOf(tx)
    .update(appUser)
    .set({
      name,
      version: before.version + 1,
      updatedAt: sql`now()` as never,
      updatedBy: id,
      updatedByName: ctx.actor.name,
    })
    .where(onePerson(ctx, id));
  const after = await readPerson(tx, ctx, id);
  const detail = { name: { before: before.name, after: after.name } };
  await notePersonChange(tx, ctx, { before, after, action: "user.change", detail });
  return after;
}
