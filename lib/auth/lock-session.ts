import "server-only";
import { audit } from "@/lib/audit";
import { AppError } from "@/lib/errors";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { assertSession, confirmPassword } from "./confirm-password";

/**
 * Locks the caller's session: every request is answered 401 `session_locked` until unlockSession. Locking a locked one
 * changes nothing. Audited once.
 * @throws AppError("session_required")
 */
export async function lockSession(ctx: Ctx): Promise<void> {
  const sessionId = assertSession(ctx);
  await withTransaction(ctx, async (tx) => {
    const locked = await tx`
      UPDATE session SET locked_at = now() WHERE tenant_id = ${ctx.tenant.id} AND id = ${sessionId} AND locked_at IS NULL`;
    if (locked.count > 0) await audit(tx, ctx, { action: "session.lock" });
  });
}

/**
 * Unlocks the caller's session with the user's password. Audited whether it succeeds or not. Throttled by the session, so
 * that nobody without it can keep its owner out.
 * @throws AppError("session_required")
 * @throws AppError("wrong_credentials")
 * @throws AppError("too_many_requests")
 */
export async function unlockSession(ctx: Ctx, password: string): Promise<void> {
  const sessionId = assertSession(ctx);
  const confirmed = await confirmPassword(ctx, password);
  if (!confirmed.isRight) {
    throw new AppError("wrong_credentials", "That is not the password of this account. Try again.");
  }
  await withTransaction(ctx, async (tx) => {
    await tx`UPDATE session SET locked_at = NULL, last_active_at = now() WHERE tenant_id = ${ctx.tenant.id} AND id = ${sessionId}`;
    await audit(tx, ctx, { action: "session.unlock" });
    await confirmed.forget(tx);
  });
}

/**
 * Ends the caller's session at once, on every process. Audited.
 * @throws AppError("session_required")
 */
export async function revokeSession(ctx: Ctx): Promise<void> {
  const sessionId = assertSession(ctx);
  await withTransaction(ctx, async (tx) => {
    await tx`UPDATE session SET revoked_at = coalesce(revoked_at, now()) WHERE tenant_id = ${ctx.tenant.id} AND id = ${sessionId}`;
    await audit(tx, ctx, { action: "session.sign-out" });
  });
}
