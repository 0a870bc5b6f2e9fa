import "server-only";
import type { Tx } from "@/db/client";
import { endToken } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { type Ctx, isUuid } from "@/lib/tenancy";
import { noteAct } from "./note-change";

/**
 * Ends an API token with its next request. Permission: user:manage. Audited as `token.revoke`.
 * @throws AppError("not_found") when there is none that works
 */
export async function revokeToken(ctx: Ctx, tx: Tx, id: string): Promise<void> {
  const ended = isUuid(id) ? await endToken(tx, ctx, id) : null;
  if (!ended) throw new AppError("not_found", "There is no such token that works.");
  await noteAct(tx, ctx, { action: "token.revoke", userId: ended.userId, detail: { token: id } });
}
