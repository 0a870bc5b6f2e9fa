import "server-only";
import type { RowOf } from "@/db/schema/columns";
import type { appUser } from "@/db/schema/people";
import { audit } from "@/lib/audit";
import { AppError } from "@/lib/errors";
import { type Ctx, type SessionId, withTransaction, writePool } from "@/lib/tenancy";
import { verifyPassword } from "./password";
import { forgetFailures, returnAttempt, takeAttempt, unlockBudgets } from "./throttle";

/** @throws AppError("session_required") for a caller with an API token, who has no session */
export function assertSession(ctx: Ctx): SessionId {
  if (ctx.sessionId) return ctx.sessionId;
  throw new AppError(
    "session_required",
    "An API token has no session. Sign in to use this, or revoke the token instead.",
  );
}

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
  const budgets = unlockBudgets(sessionId);
  await takeAttempt(budgets);
  if (!(await isPasswordOf(sessionId, password, () => returnAttempt(budgets)))) {
    throw new AppError("wrong_credentials", "That is not the password of this account. Try again.");
  }
  await withTransaction(ctx, async (tx) => {
    await tx`UPDATE session SET locked_at = NULL, last_active_at = now() WHERE tenant_id = ${ctx.tenant.id} AND id = ${sessionId}`;
    await audit(tx, ctx, { action: "session.unlock" });
    await forgetFailures(tx, budgets);
  });
}

async function isPasswordOf(
  sessionId: SessionId,
  password: string,
  ifNotLookedAt: () => Promise<void>,
): Promise<boolean> {
  const [row] = await writePool()<Pick<RowOf<typeof appUser>, "passwordHash">[]>`
    SELECT password_hash AS "passwordHash" FROM auth_password_hash(${sessionId})`;
  try {
    return await verifyPassword(row?.passwordHash ?? null, password);
  } catch (error) {
    if (error instanceof AppError) await ifNotLookedAt();
    throw error;
  }
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
