import "server-only";
import { createHash } from "node:crypto";
import { audit } from "@/lib/audit";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { readPerson } from "./person-row";
import type { Person } from "./schema";

/**
 * One person of the caller's clinic. Permission: user:manage; the caller's own row is everybody's. Another's is audited as `user.read`.
 * @throws AppError("not_found") also for another tenant's
 */
export function getPerson(ctx: Ctx, id: string): Promise<Person> {
  return withTenant(ctx, async (tx) => {
    const person = await readPerson(tx, ctx, id);
    if (person.id !== ctx.actor.id)
      await audit(tx, ctx, { action: "user.read", detail: { user: person.id } });
    return person;
  });
}

/** The entity tag of a person as read: the version, for If-Match, and what changes without making one (last seen, a link). */
export function personTag(person: Person): string {
  const hash = createHash("sha256").update(JSON.stringify(person)).digest("base64url");
  return `${person.version}.${hash.slice(0, 12)}`;
}
