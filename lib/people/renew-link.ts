import "server-only";
import type { Tx } from "@/db/client";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/tenancy";
import { lockPeople } from "./lock-people";
import { makeLink } from "./make-link";
import { noteAct } from "./note-change";
import { readPerson } from "./person-row";
import type { PersonWithLink } from "./schema";

/**
 * A new link for a person: `invite` for somebody who has not come in yet (7 days), `reset` for somebody who forgot the password
 * (24 hours; the old password stays until the link is used). The link before is void.
 * Permission: user:manage. Audited as `user.invite` or `user.reset-password`.
 * @throws AppError("conflict") when the person is deactivated, or the other kind of link is meant
 */
export async function renewLink(
  ctx: Ctx,
  tx: Tx,
  { id, purpose }: { id: string; purpose: "invite" | "reset" },
): Promise<PersonWithLink> {
  await lockPeople(tx, ctx);
  const person = await readPerson(tx, ctx, id, { isLocked: true });
  if (person.status === "deactivated")
    throw new AppError("conflict", "This person is deactivated. Activate them first.");
  if (purpose === "invite" && person.status === "active")
    throw new AppError("conflict", "This person has set a password already. Make a reset link instead.");
  if (purpose === "reset" && person.status === "invited")
    throw new AppError("conflict", "This person has not set a password yet. Make a new invitation instead.");
  const inviteUrl = await makeLink(tx, {
    tenantId: ctx.tenant.id,
    userId: id,
    purpose,
    createdBy: ctx.actor.id,
    madeWith: ctx.apiTokenId,
  });
  const action = purpose === "invite" ? "user.invite" : "user.reset-password";
  await noteAct(tx, ctx, { action, userId: id });
  return { ...(await readPerson(tx, ctx, id)), inviteUrl };
}
