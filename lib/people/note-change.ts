import "server-only";
import type { Tx } from "@/db/client";
import { drizzleOf } from "@/db/drizzle";
import { personHistory } from "@/db/schema/people";
import { type AuditAction, audit } from "@/lib/audit";
import { appendEvent } from "@/lib/events";
import type { Ctx } from "@/lib/tenancy";
import type { Person } from "./schema";

type Noted = {
  before: Person | null;
  after: Person;
  /** `user.invite`, `user.change`, …: the audit event's name. */
  action: AuditAction;
  detail?: Record<string, unknown>;
};

function kept({ email, name, role, status }: Person): string {
  return JSON.stringify({ email, name, role, status });
}

/** What every new version of a person leaves: history, audit event, and the event that tells open screens. */
export async function notePersonChange(
  tx: Tx,
  ctx: Ctx,
  { before, after, action, detail }: Noted,
): Promise<void> {
  await drizzleOf(tx)
    .insert(personHistory)
    .values({
      tenantId: ctx.tenant.id,
      userId: after.id,
      version: after.version,
      before: before && kept(before),
      after: kept(after),
      madeBy: ctx.actor.id,
      madeByName: ctx.actor.name,
    });
  await noteAct(tx, ctx, { action, userId: after.id, detail: { version: after.version, ...detail } });
}

/** An act about a person that makes no version of them: a link, ended sessions, a token. */
export async function noteAct(
  tx: Tx,
  ctx: Ctx,
  { action, userId, detail }: { action: AuditAction; userId: string; detail?: Record<string, unknown> },
): Promise<void> {
  await audit(tx, ctx, { action, detail: { user: userId, ...detail } });
  await appendEvent(tx, ctx, { stream: "clinic", kind: "user.changed", payload: { id: userId } });
}
