import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { appUser } from "@/db/schema/people";
import { lastActivity } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { type Ctx, isUuid } from "@/lib/tenancy";
import type { Person } from "./schema";

/** The columns of Person. */
export const personColumns = {
  id: appUser.id,
  email: appUser.email,
  name: appUser.name,
  role: appUser.role,
  status: appUser.status,
  lastSeenAt: appUser.lastSeenAt,
  linkExpiresAt: sql<string | null>`(
    SELECT max(l.expires_at) FROM one_time_link l
    WHERE l.tenant_id = app_user.tenant_id AND l.user_id = app_user.id
      AND l.used_at IS NULL AND l.voided_at IS NULL AND l.expires_at > now())`.as("link_expires_at"),
  createdAt: appUser.createdAt,
  version: appUser.version,
  updatedAt: appUser.updatedAt,
  updatedByName: appUser.updatedByName,
};

/** The rows with their last sign of life: the last sign-in, or later use of a session that is kept. */
export async function withActivity(tx: Tx, ctx: Ctx, people: readonly Person[]): Promise<Person[]> {
  const activity = await lastActivity(tx, ctx);
  return people.map((person) => {
    const later = activity.get(person.id);
    const isLater = later !== undefined && (person.lastSeenAt === null || later > person.lastSeenAt);
    return isLater ? { ...person, lastSeenAt: later } : person;
  });
}

/**
 * One person of the caller's tenant; locked until the transaction ends when it is about to be changed.
 * @throws AppError("not_found") also for another tenant's
 */
export async function readPerson(tx: Tx, ctx: Ctx, id: string, { isLocked = false } = {}): Promise<Person> {
  if (!isUuid(id)) throw personNotFound();
  const query = drizzleOf(tx).select(personColumns).from(appUser).where(onePerson(ctx, id));
  const [row] = await (isLocked ? query.for("no key update", { of: appUser }) : query);
  if (!row) throw personNotFound();
  const [person] = await withActivity(tx, ctx, [row]);
  return person ?? row;
}

/** The condition that names one person of the caller's tenant. */
export function onePerson(ctx: Ctx, id: string): SQL | undefined {
  return and(eq(appUser.tenantId, ctx.tenant.id), eq(appUser.id, id));
}

/** The answer for a person who is not there, or not in this clinic: the same words for both. */
export function personNotFound(): AppError {
  return new AppError("not_found", "There is no such person here.");
}
