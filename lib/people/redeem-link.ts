import "server-only";
import { type Caller, hashPassword } from "@/lib/auth";
import { lockClinic } from "@/lib/clinic";
import { withTransaction } from "@/lib/tenancy";
import { assertPassword } from "./assert-password";
import { linkUnusable, openLink } from "./find-link";
import { notePersonChange } from "./note-change";
import { readPerson } from "./person-row";
import { endAccess } from "./shut-out";

/**
 * Sets the password of the person whose link this is, once, however many ask at once: an invited person is active then, and what
 * was open before is over: sessions, API tokens, other links. For callers without a session. Audited as `user.set-password`.
 * @throws AppError("link_unusable")
 * @throws AppError("invalid_input") with what to do about the password; the link stays usable
 * @throws AppError("too_many_requests")
 */
export async function redeemLink(input: { token: string; password: string }, caller: Caller): Promise<void> {
  const { ctx, hash, facts } = await openLink(input.token, caller);
  const owner = { name: facts.name, email: facts.email, clinic: facts.clinic, slug: ctx.tenant.slug };
  await assertPassword(input.password, owner, "password");
  const passwordHash = await hashPassword(input.password);
  const userId = ctx.actor.id ?? "";
  await withTransaction(ctx, async (tx) => {
    await lockClinic(tx, ctx);
    const before = await readPerson(tx, ctx, userId);
    const [used] = await tx<{ is: boolean }[]>`SELECT auth_use_link(${hash}, ${passwordHash}) AS is`;
    if (!used?.is) throw linkUnusable();
    const ended = await endAccess(tx, ctx, { userId });
    const after = await readPerson(tx, ctx, userId);
    await notePersonChange(tx, ctx, {
      before,
      after,
      action: "user.set-password",
      detail: { by: facts.purpose, ended: ended.sessions, tokens: ended.tokens },
    });
  });
}
