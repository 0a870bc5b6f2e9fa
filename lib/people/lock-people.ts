import "server-only";
import { and, eq, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { appUser } from "@/db/schema/people";
import { permissionsOf, worksStill } from "@/lib/auth";
import { lockClinic } from "@/lib/clinic";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/tenancy";
import type { Person } from "./schema";

/**
 * Changes of people of one clinic happen one after the other, so that two administrators cannot take the last place from each
 * other at the same instant; and whoever lost the right to make them while waiting, or the token they came with, makes none.
 * @throws AppError("forbidden")
 */
export async function lockPeople(tx: Tx, ctx: Ctx): Promise<void> {
  await lockClinic(tx, ctx);
  if (ctx.actor.kind !== "user") return;
  const [self] = await drizzleOf(tx)
    .select({ role: appUser.role, status: appUser.status })
    .from(appUser)
    .where(and(eq(appUser.tenantId, ctx.tenant.id), eq(appUser.id, ctx.actor.id)));
  const isAdministrator = self?.status === "active" && permissionsOf(self.role).has("user:manage");
  if (isAdministrator && (await worksStill(tx, ctx))) return;
  throw new AppError(
    "forbidden",
    "You are no administrator any more, or your token was revoked. Ask an administrator.",
  );
}

/**
 * Refuses a change after which nobody could make the next one. To be asked under lockPeople.
 * @throws AppError("last_administrator")
 */
export async function assertAdministratorLeft(
  tx: Tx,
  ctx: Ctx,
  {
    before,
    after,
  }: { before: Pick<Person, "id" | "role" | "status">; after: Pick<Person, "role" | "status"> },
): Promise<void> {
  const isAdministrator = (one: Pick<Person, "role" | "status">) =>
    one.role === "admin" && one.status === "active";
  if (!isAdministrator(before) || isAdministrator(after)) return;
  const others = await drizzleOf(tx)
    .select({ id: appUser.id })
    .from(appUser)
    .where(
      and(
        eq(appUser.tenantId, ctx.tenant.id),
        eq(appUser.role, "admin"),
        eq(appUser.status, "active"),
        ne(appUser.id, before.id),
      ),
    )
    .limit(1);
  if (others.length > 0) return;
  throw new AppError(
    "last_administrator",
    "This is the clinic's last administrator. Make somebody else an administrator first.",
  );
}
