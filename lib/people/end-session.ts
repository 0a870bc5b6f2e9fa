import "server-only";
import type { Tx } from "@/db/client";
import { endSessions } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { type Ctx, isUuid } from "@/lib/tenancy";
import { noteAct } from "./note-change";
import { readPerson } from "./person-row";

/**
 * Ends one session of the caller's clinic with its next request. Permission: user:manage. Audited as `session.end`.
 * @throws AppError("not_found") when there is none that is open
 */
export async function endSession(ctx: Ctx, tx: Tx, id: string): Promise<void> {
  const [ended] = isUuid(id) ? await endSessions(tx, ctx, { only: id }) : [];
  if (!ended) throw new AppError("not_found", "There is no such open session.");
  await noteAct(tx, ctx, { action: "session.end", userId: ended.userId, detail: { session: ended.id } });
}

/**
 * Ends all sessions of a person, the caller's own too when it is theirs. Permission: user:manage. Audited as
 * `user.revoke-sessions` with their number.
 * @throws AppError("not_found")
 */
export async function revokeSessions(ctx: Ctx, tx: Tx, userId: string): Promise<{ ended: number }> {
  await readPerson(tx, ctx, userId);
  const { length: ended } = await endSessions(tx, ctx, { userId });
  await noteAct(tx, ctx, { action: "user.revoke-sessions", userId, detail: { ended } });
  return { ended };
}
