import "server-only";
import type { Tx } from "@/db/client";
import { AppError } from "@/lib/errors";
import { type Ctx, isUuid } from "@/lib/tenancy";
import { lockPeople } from "./lock-people";
import { noteAct } from "./note-change";
import { endOneToken } from "./shut-out";

/**
 * Ends an API token with its next request, and the tokens and links that were made by it. Permission: user:manage. Audited as `token.revoke`.
 * @throws AppError("not_found") when there is none that works
 */
export async function revokeToken(ctx: Ctx, tx: Tx, id: string): Promise<void> {
  await lockPeople(tx, ctx);
  const ended = isUuid(id) ? await endOneToken(tx, ctx, id) : null;
  if (!ended) throw new AppError("not_found", "There is no such token that works.");
  await noteAct(tx, ctx, { action: "token.revoke", userId: ended.userId, detail: { token: id } });
}
