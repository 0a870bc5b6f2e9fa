import "server-only";
import { randomUUID } from "node:crypto";
import { auditAnonymous } from "@/lib/audit";
import { AppError } from "@/lib/errors";
import { type TenantId, writePool } from "@/lib/tenancy";
import type { Caller } from "./caller";
import { verifyPassword } from "./password";
import { assertNotThrottled, forgetFailures, noteFailure, throttleSubjects } from "./throttle";

export const SESSION_HOURS = 12;
const PASSWORD_LENGTH_MAX = 200;

export type SignedIn = { sessionId: string; name: string; email: string };
type UserRow = { tenantId: TenantId; userId: string; name: string; role: string; passwordHash: string };

/**
 * Opens a session for an address and password. Audited whether it succeeds or not.
 * @throws AppError("wrong_credentials") without saying which of the two was wrong
 * @throws AppError("too_many_requests") after repeated failures
 */
export async function signIn(input: { email: string; password: string }, caller: Caller): Promise<SignedIn> {
  const email = input.email.trim().slice(0, 320);
  const subjects = throttleSubjects(email, caller.ip);
  const user = await findUser(email);
  const trail = {
    tenantId: user?.tenantId ?? null,
    actorId: user?.userId ?? null,
    actor: user ? email : "unknown address",
    ...caller,
  };
  try {
    await assertNotThrottled(subjects);
    await noteFailure(subjects);
    const isRight = await verifyPassword(
      user?.passwordHash ?? null,
      input.password.slice(0, PASSWORD_LENGTH_MAX),
    );
    if (!user || !isRight)
      throw new AppError(
        "wrong_credentials",
        "The address or the password is wrong. Check both and try again.",
      );
  } catch (error) {
    const code = error instanceof AppError ? error.code : "internal_error";
    await auditAnonymous({ ...trail, action: "session.sign-in", outcome: "refused", detail: { code } });
    throw error;
  }
  await forgetFailures(subjects);
  const sessionId = randomUUID();
  await writePool()`SELECT auth_open_session(${user.tenantId}, ${user.userId}, ${sessionId}, ${`${SESSION_HOURS} hours`}::text::interval)`;
  await auditAnonymous({ ...trail, action: "session.sign-in", outcome: "success", sessionId });
  return { sessionId, name: user.name, email };
}

async function findUser(email: string): Promise<UserRow | null> {
  const [row] = await writePool()<UserRow[]>`
    SELECT tenant_id AS "tenantId", user_id AS "userId", name, role, password_hash AS "passwordHash"
    FROM auth_find_user(${email.toWellFormed().replaceAll("\0", "")})`;
  return row ?? null;
}
