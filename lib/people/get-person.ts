import "server-only";
import { createHash } from "node:crypto";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { readPerson } from "./person-row";
import type { Person } from "./schema";

/**
 * One person of the caller's clinic. Permission: user:manage; the caller's own row is everybody's.
 * @throws AppError("not_found") also for another tenant's
 */
export function getPerson(ctx: Ctx, id: string): Promise<Person> {
  return withTenant(ctx, (tx) => readPerson(tx, ctx, id));
}

/** The entity tag of a person as read: the version, for If-Match, and what changes without making one (last seen, a link). */
export function personTag(person: Person): string {
  const hash = createHash("sha256").update(JSON.stringify(person)).digest("base64url");
  return `${person.version}.${hash.slice(0, 12)}`;
}
