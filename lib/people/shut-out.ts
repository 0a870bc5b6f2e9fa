import "server-only";
import type { Tx } from "@/db/client";
import { endSessions, endTokens } from "@/lib/auth";
import type { Ctx } from "@/lib/tenancy";
import { voidLinks } from "./make-link";

type Ended = { sessions: number; tokens: number };

/**
 * Ends all by which somebody could still act as this person: sessions, API tokens with what was made by them, links that are out. For
 * whoever leaves, and for a new password: what the old one opened is over. `exceptSession` goes on. To be asked under lockClinic.
 */
export async function endAccess(
  tx: Tx,
  ctx: Ctx,
  { userId, exceptSession = null }: { userId: string; exceptSession?: string | null },
): Promise<Ended> {
  await voidLinks(tx, ctx.tenant.id, { ofPerson: userId });
  const sessions = await endSessions(tx, ctx, { userId, except: exceptSession });
  const tokens = await endTokens(tx, ctx, { ofPerson: userId });
  await voidLinksOf(tx, ctx, tokens);
  return { sessions: sessions.length, tokens: tokens.length };
}

/** Ends what somebody who may manage people no more made for others: they may have kept it. To be asked under lockClinic. */
export async function takeBackMade(tx: Tx, ctx: Ctx, userId: string): Promise<void> {
  await voidLinks(tx, ctx.tenant.id, { madeBy: userId });
  await voidLinksOf(tx, ctx, await endTokens(tx, ctx, { madeForOthersBy: userId }));
}

/** Ends one API token with what was made by it; whose it was, or null when there is none that works. To be asked under lockClinic. */
export async function endOneToken(tx: Tx, ctx: Ctx, id: string): Promise<{ userId: string } | null> {
  const ended = await endTokens(tx, ctx, { id });
  await voidLinksOf(tx, ctx, ended);
  return ended[0] ?? null;
}

async function voidLinksOf(tx: Tx, ctx: Ctx, tokens: readonly { id: string }[]): Promise<void> {
  if (tokens.length > 0) await voidLinks(tx, ctx.tenant.id, { madeWith: tokens.map(({ id }) => id) });
}
