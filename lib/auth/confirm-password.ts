import "server-only";
import type { Tx } from "@/db/client";
import { AppError } from "@/lib/errors";
import { type Ctx, type SessionId, writePool } from "@/lib/tenancy";
import { verifyPassword } from "./password";
import { forgetFailures, returnAttempt, takeAttempt, unlockBudgets } from "./throttle";

export type Confirmed = {
  isRight: boolean;
  /** The hash that was compared with; null when the session is over. */
  passwordHash: string | null;
  /** Takes the counted attempt back. */
  forget: (tx: Tx) => Promise<void>;
};

/** @throws AppError("session_required") for a caller with an API token, who has no session */
export function assertSession(ctx: Ctx): SessionId {
  if (ctx.sessionId) return ctx.sessionId;
  throw new AppError(
    "session_required",
    "An API token has no session. Sign in to use this, or revoke the token instead.",
  );
}

/**
 * Whether this is the password of the signed-in person. Counted as a failed attempt of the session until \`forget\` is called, so
 * that nobody without it can keep its owner out. Takes a connection of its own: not for use inside a transaction.
 * @throws AppError("session_required")
 * @throws AppError("too_many_requests")
 */
export async function confirmPassword(ctx: Ctx, password: string): Promise<Confirmed> {
  const sessionId = assertSession(ctx);
  const budgets = unlockBudgets(sessionId);
  await takeAttempt(budgets);
  const [row] = await writePool()<{ passwordHash: string }[]>`
    SELECT password_hash AS "passwordHash" FROM auth_password_hash(${sessionId})`;
  const passwordHash = row?.passwordHash ?? null;
  try {
    const isRight = await verifyPassword(passwordHash, password);
    return { isRight, passwordHash, forget: (tx) => forgetFailures(tx, budgets) };
  } catch (error) {
    if (error instanceof AppError) await returnAttempt(budgets);
    throw error;
  }
}
