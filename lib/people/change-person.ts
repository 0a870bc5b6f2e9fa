import "server-only";
import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { appUser } from "@/db/schema/people";
import { permissionsOf } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { assertVersion } from "@/lib/http";
import type { Ctx } from "@/lib/tenancy";
import type { PersonChange } from "./bodies";
import { assertAdministratorLeft, lockPeople } from "./lock-people";
import { notePersonChange } from "./note-change";
import { onePerson, readPerson } from "./person-row";
import type { Person } from "./schema";
import { endAccess, takeBackMade } from "./shut-out";

type Input = { id: string; change: PersonChange; version: number | null };

const FIELDS = ["name", "role", "status"] as const;

/**
 * Changes a person's name, role or status. A role holds from their next request on; deactivating ends their sessions, tokens and
 * links and keeps the person, because what they did stays theirs. Whoever may manage people no more loses the links and tokens that
 * they made for others. What is as it was makes no version.
 * Permission: user:manage. Audited as `user.change` with what was changed.
 * @throws AppError("last_administrator")
 * @throws AppError("version_conflict") with the person as they are now
 */
export async function changePerson(ctx: Ctx, tx: Tx, input: Input): Promise<Person> {
  await lockPeople(tx, ctx);
  const before = await readPerson(tx, ctx, input.id, { isLocked: true });
  assertVersion(before, input.version, before);
  const wanted = { ...before, ...input.change };
  if (input.change.status) wanted.status = await toStatus(tx, before, input.change.status);
  const changed = FIELDS.filter((field) => wanted[field] !== before[field]);
  if (changed.length === 0) return before;
  await assertAdministratorLeft(tx, ctx, { before, after: wanted });
  const { name, role, status } = wanted;
  const isLeaving = status === "deactivated" && before.status !== "deactivated";
  await drizzleOf(tx)
    .update(appUser)
    .set({
      name,
      role,
      status,
      disabledAt: (status === "deactivated" ? sql`coalesce(${appUser.disabledAt}, now())` : null) as never,
      version: before.version + 1,
      updatedAt: sql`now()` as never,
      updatedBy: ctx.actor.id,
      updatedByName: ctx.actor.name,
    })
    .where(onePerson(ctx, input.id));
  if (isLeaving) await endAccess(tx, ctx, { userId: input.id });
  if (managesPeople(before) && !managesPeople(wanted)) await takeBackMade(tx, ctx, input.id);
  const after = await readPerson(tx, ctx, input.id);
  const detail = Object.fromEntries(
    changed.map((field) => [field, { before: before[field], after: after[field] }]),
  );
  await notePersonChange(tx, ctx, { before, after, action: "user.change", detail });
  return after;
}

/** Somebody who never set a password comes back as invited, and becomes active by their link alone. */
async function toStatus(tx: Tx, before: Person, wanted: "active" | "deactivated"): Promise<Person["status"]> {
  if (wanted === "deactivated" || before.status === "active") return wanted;
  const [row] = await tx<{ has: boolean }[]>`SELECT auth_has_password(${before.id}) AS has`;
  if (row?.has) return "active";
  if (before.status === "deactivated") return "invited";
  const message = "Somebody invited becomes active by setting a password with the link.";
  throw new AppError("invalid_input", message, { errors: [{ path: "status", message }] });
}

function managesPeople({ role, status }: Pick<Person, "role" | "status">): boolean {
  return status === "active" && permissionsOf(role).has("user:manage");
}
