import "server-only";
import { randomUUID } from "node:crypto";
import type { Tx } from "@/db/client";
import { forgetFailures, invitationBudgets, takeAttempt } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/tenancy";
import type { NewPerson } from "./bodies";
import { lockPeople } from "./lock-people";
import { makeLink } from "./make-link";
import { notePersonChange } from "./note-change";
import { readPerson } from "./person-row";
import type { PersonWithLink } from "./schema";

type Invitation = { forget: (tx: Tx) => Promise<void> };

/**
 * Counts an address that is tried, because whether it is free tells who works in other clinics; `invitePerson` gives it back.
 * @throws AppError("too_many_requests") after twenty that were not free
 */
export async function prepareInvitation(ctx: Ctx): Promise<Invitation> {
  const budgets = invitationBudgets(ctx.actor.id ?? "");
  await takeAttempt(budgets);
  return { forget: (tx) => forgetFailures(tx, budgets) };
}

/**
 * Makes a person of the caller's clinic who has no password yet, and the link by which they set one within 7 days.
 * Permission: user:manage. Audited as `user.invite`.
 * @throws AppError("conflict") when the address has an account, here or in another clinic: a refusal that the trail holds
 */
export async function invitePerson(
  ctx: Ctx,
  tx: Tx,
  { forget, ...input }: NewPerson & Invitation,
): Promise<PersonWithLink> {
  await lockPeople(tx, ctx);
  const id = randomUUID();
  // SQL, because drizzle names every column of the table, and the application's role may not write all of them.
  const made = await tx`
    INSERT INTO app_user (tenant_id, id, email, name, role, status, updated_by, updated_by_name)
    VALUES (${ctx.tenant.id}, ${id}, ${input.email}, ${input.name}, ${input.role}, 'invited', ${ctx.actor.id}, ${ctx.actor.name})
    ON CONFLICT (email_key) DO NOTHING`;
  if (made.count === 0) {
    const message = "This address has an account already. Use another one.";
    throw new AppError("conflict", message, { errors: [{ path: "email", message }] });
  }
  await forget(tx);
  const inviteUrl = await makeLink(tx, {
    tenantId: ctx.tenant.id,
    userId: id,
    purpose: "invite",
    createdBy: ctx.actor.id,
    madeWith: ctx.apiTokenId,
  });
  const after = await readPerson(tx, ctx, id);
  await notePersonChange(tx, ctx, {
    before: null,
    after,
    action: "user.invite",
    detail: { role: after.role },
  });
  return { ...after, inviteUrl };
}
