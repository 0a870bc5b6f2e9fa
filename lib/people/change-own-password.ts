import "server-only";
import type { Tx } from "@/db/client";
import { type Confirmed, confirmPassword, hashPassword } from "@/lib/auth";
import { lockClinic } from "@/lib/clinic";
import { AppError } from "@/lib/errors";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { assertPassword } from "./assert-password";
import { notePersonChange } from "./note-change";
import { readPerson } from "./person-row";
import { endAccess } from "./shut-out";

type Passwords = { currentPassword: string; newPassword: string };
export type PreparedPassword = { confirmed: Confirmed; passwordHash: string | null; fault: AppError | null };

/**
 * The slow part of changing one's password, before any transaction: whether the present one is right, whether the new one will
 * do, and its hash. Says nothing yet, because a lost answer that is asked for again finds the new password in place.
 * @throws AppError("session_required") @throws AppError("too_many_requests")
 */
export async function preparePassword(ctx: Ctx, passwords: Passwords): Promise<PreparedPassword> {
  const confirmed = await confirmPassword(ctx, passwords.currentPassword);
  // At once: a weak new one takes no attempt from somebody who knows the present one.
  if (confirmed.isRight) await withTransaction(ctx, confirmed.forget);
  const { name, email } = ctx.actor;
  const owner = { name, email: email ?? "", clinic: ctx.tenant.name, slug: ctx.tenant.slug };
  const fault = confirmed.isRight ? await faultOf(passwords, owner) : wrongPassword();
  return {
    confirmed,
    fault,
    passwordHash: fault ? null : await hashPassword(passwords.newPassword),
  };
}

async function faultOf(
  passwords: Passwords,
  owner: Parameters<typeof assertPassword>[1],
): Promise<AppError | null> {
  if (passwords.newPassword === passwords.currentPassword)
    return refusal("newPassword", "This is your present password. Choose another one.");
  try {
    await assertPassword(passwords.newPassword, owner, "newPassword");
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid_input") return error;
    throw error;
  }
}

function refusal(path: string, message: string): AppError {
  return new AppError("invalid_input", message, { errors: [{ path, message }] });
}

function wrongPassword(): AppError {
  const message = "That is not your present password. Try again.";
  return new AppError("wrong_credentials", message, { errors: [{ path: "currentPassword", message }] });
}

/**
 * Puts the caller's new password in place and ends what the old one opened: their other sessions, their API tokens, and a reset
 * link that is out. Permission: signed-in, with a session. Audited as
 * `user.change-password`. Five wrong present passwords in a row have to wait.
 * @throws AppError("wrong_credentials") for a wrong present password
 * @throws AppError("invalid_input") for a weak new one
 */
export async function changeOwnPassword(
  ctx: Ctx,
  tx: Tx,
  { confirmed, passwordHash, fault }: PreparedPassword,
): Promise<void> {
  if (fault) throw fault;
  const userId = ctx.actor.id ?? "";
  await lockClinic(tx, ctx);
  const before = await readPerson(tx, ctx, userId, { isLocked: true });
  const [set] = await tx<{ is: boolean }[]>`
    SELECT auth_set_password(${userId}, ${confirmed.passwordHash}, ${passwordHash}) AS is`;
  if (!set?.is) throw wrongPassword();
  const ended = await endAccess(tx, ctx, { userId, exceptSession: ctx.sessionId });
  const after = await readPerson(tx, ctx, userId);
  await notePersonChange(tx, ctx, {
    before,
    after,
    action: "user.change-password",
    detail: { ended: ended.sessions, tokens: ended.tokens },
  });
}
