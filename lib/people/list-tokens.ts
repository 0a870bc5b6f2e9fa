import "server-only";
import type { Tx } from "@/db/client";
import { audit } from "@/lib/audit";
import { listTokenRows, type TokenRow } from "@/lib/auth";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { namesOf } from "./names-of";
import type { PersonToken } from "./schema";

/** Rows of tokens with the names of their people. */
export async function withPeople(tx: Tx, ctx: Ctx, rows: readonly TokenRow[]): Promise<PersonToken[]> {
  const ids = new Set(rows.flatMap((row) => [row.userId, ...(row.createdBy ? [row.createdBy] : [])]));
  const people = await namesOf(tx, ctx, [...ids]);
  return rows.map(({ createdBy, ...row }) => ({
    ...row,
    userName: people.get(row.userId)?.name ?? "",
    userEmail: people.get(row.userId)?.email ?? "",
    createdByName: (createdBy && people.get(createdBy)?.name) || null,
  }));
}

/** The API tokens of the caller's clinic that work, newest first. Permission: user:manage. Audited as `token.list`. */
export function listTokens(ctx: Ctx): Promise<{ items: PersonToken[]; nextCursor: null }> {
  return withTenant(ctx, async (tx) => {
    const items = await withPeople(tx, ctx, await listTokenRows(tx, ctx));
    await audit(tx, ctx, { action: "token.list", detail: { shown: items.length } });
    return { items, nextCursor: null };
  });
}
