import "server-only";
import { createHmac, hkdfSync } from "node:crypto";
import type { Tx } from "@/db/client";
import { seal, unseal } from "@/lib/cache";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/tenancy";
import { Reply, type ReplyOptions } from "./reply";

/** Visible ASCII, long enough that two clients do not meet by chance. */
const KEY = /^[\x21-\x7e]{8,200}$/;

export type IdempotencyKey = { key: string; route: string; bodyHash: Buffer };
type KeptRow = { route: string; bodyHash: Buffer; status: number; reply: Buffer };
type Kept = { value?: unknown; options: ReplyOptions };

/**
 * The request's Idempotency-Key with what it was used for; null without one.
 * @throws AppError("malformed_request") when it is too short, too long or not visible ASCII
 */
export function idempotencyKeyOf(ctx: Ctx, request: Request, body: unknown): IdempotencyKey | null {
  const key = request.headers.get("idempotency-key");
  if (key === null) return null;
  if (!KEY.test(key)) {
    throw new AppError(
      "malformed_request",
      "Idempotency-Key needs 8 to 200 visible ASCII characters, such as a UUID.",
    );
  }
  const { pathname } = new URL(request.url);
  return { key, route: `${request.method} ${pathname}`, bodyHash: hashBody(ctx, key, body) };
}

let hashKey: Buffer | undefined;

/** Keyed, because a body may hold passwords, which a plain hash would let somebody with the table guess as fast as hashes are made. */
function hashBody(ctx: Ctx, key: string, body: unknown): Buffer {
  hashKey ??= Buffer.from(hkdfSync("sha256", secret(), "", "swiftchart idempotency body", 32));
  return createHmac("sha256", hashKey)
    .update(`${sealName(ctx, key)}\n`)
    .update(canonical(body))
    .digest();
}

/** The same members in another order are the same request. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, member: unknown) =>
      member !== null && typeof member === "object" && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
        : member,
    ) ?? ""
  );
}

/**
 * Takes a key for this transaction. Returns null when it is free, and the first answer when it was used for the same request.
 * A second request with the key waits here until the first one has committed, or has failed and left the key free.
 * @throws AppError("idempotency_mismatch") when it was used for another request
 */
export async function claimKey(tx: Tx, ctx: Ctx, wanted: IdempotencyKey): Promise<Reply | null> {
  const { key, route, bodyHash } = wanted;
  const claimed = await tx`
    INSERT INTO idempotency (tenant_id, actor_id, key, route, body_hash)
    VALUES (${ctx.tenant.id}, ${ctx.actor.id}, ${key}, ${route}, ${bodyHash}) ON CONFLICT DO NOTHING`;
  return claimed.count === 1 ? null : findReply(tx, ctx, wanted);
}

/**
 * The answer that was given to the same request under the key; null while it has none.
 * @throws AppError("idempotency_mismatch") when it was used for another request
 */
export async function findReply(
  tx: Tx,
  ctx: Ctx,
  { key, route, bodyHash }: IdempotencyKey,
): Promise<Reply | null> {
  const [kept] = await tx<KeptRow[]>`
    SELECT route, body_hash AS "bodyHash", status, reply FROM idempotency
    WHERE tenant_id = ${ctx.tenant.id} AND actor_id = ${ctx.actor.id} AND key = ${key}`;
  if (!kept) return null;
  if (kept.route !== route || !kept.bodyHash.equals(bodyHash)) {
    throw new AppError(
      "idempotency_mismatch",
      "This Idempotency-Key was used for another request. Send a new key for a new change.",
    );
  }
  const { value, options } = JSON.parse(unseal(kept.reply, sealName(ctx, key), secret())) as Kept;
  return new Reply(value, { ...options, status: kept.status });
}

/** Keeps the answer under the key, encrypted, because it may hold a patient's data or a one-time link. */
export async function keepReply(tx: Tx, ctx: Ctx, key: string, reply: Reply): Promise<void> {
  const status = reply.options.status ?? (reply.value === undefined ? 204 : 200);
  const kept: Kept = { value: reply.value, options: reply.options };
  const sealed = seal(JSON.stringify(kept), sealName(ctx, key), secret());
  await tx`
    UPDATE idempotency SET status = ${status}, reply = ${sealed}
    WHERE tenant_id = ${ctx.tenant.id} AND actor_id = ${ctx.actor.id} AND key = ${key}`;
}

function sealName(ctx: Ctx, key: string): string {
  return `reply/${ctx.tenant.id}/${ctx.actor.id}/${key}`;
}

function secret(): string {
  return env().AUTH_SECRET ?? "";
}
