import "server-only";
import { audit } from "@/lib/audit";
import { AppError } from "@/lib/errors";
import { type Ctx, withTransaction, writePool } from "@/lib/tenancy";
import { verifyPassword } from "./password";
import { assertNotThrottled, forgetFailures, noteFailure, throttleSubjects } from "./throttle";

/** Locks the caller's session: every request is answered 401 `session_locked` until unlockSession. Audited. */
export async function lockSession(ctx: Ctx): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    await tx`UPDATE session SET locked_at = coalesce(locked_at, now()) WHERE tenant_id = ${ctx.tenant.id} AND id = ${ctx.sessionId}`;
    await audit(tx, ctx, { action: "session.lock" });
  });
}

/**
 * Unlocks the caller's session with the user's password. Audited whether it succeeds or not; throttled like a sign-in.
 * @throws AppError("wrong_credentials")
 * @throws AppError("too_many_requests")
 */
export async function unlockSession(ctx: Ctx, password: string): Promise<void> {
  const [row] = await writePool()<{ email: string; passwordHash: string }[]>`
    SELECT email, password_hash AS "passwordHash" FROM auth_password_hash(${ctx.sessionId})`;
  const subjects = throttleSubjects(row?.email ?? "", ctx.ip);
  await assertNotThrottled(subjects);
  await noteFailure(subjects);
  if (!(await verifyPassword(row?.passwordHash ?? null, password.slice(0, 200)))) {
    throw new AppError("wrong_credentials", "That is not the password of this account. Try again.");
  }
  await forgetFailures(subjects);
  await withTransaction(ctx, async (tx) => {
    await tx`UPDATE session SET locked_at = NULL, last_active_at = now() WHERE tenant_id = ${ctx.tenant.id} AND id = ${ctx.sessionId}`;
    await audit(tx, ctx, { action: "session.unlock" });
  });
}

/** Ends a session at once, on every process. Audited. */
export async function revokeSession(ctx: Ctx): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    await tx`UPDATE session SET revoked_at = coalesce(revoked_at, now()) WHERE tenant_id = ${ctx.tenant.id} AND id = ${ctx.sessionId}`;
    await audit(tx, ctx, { action: "session.sign-out" });
  });
}
