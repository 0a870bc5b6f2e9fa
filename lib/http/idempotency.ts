import "server-only";
import { createHmac, hkdfSync } from "node:crypto";
import type { Sql, Tx } from "@/db/client";
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
    .update(`${sealName(ctx.tenant.id, ctx.actor.id, key)}\n`)
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
 * @throws AppError("already_saved") when the first answer was kept under another AUTH_SECRET: what was asked is done, and no more is known
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
  // The body's hash is keyed by the secret too: one that is gone must not make of the same request another one.
  if (kept.route !== route) throw usedForAnother();
  const { value, options } = openReply(kept.reply, sealName(ctx.tenant.id, ctx.actor.id, key));
  if (!kept.bodyHash.equals(bodyHash)) throw usedForAnother();
  return new Reply(value, { ...options, status: kept.status });
}

function usedForAnother(): AppError {
  return new AppError(
    "idempotency_mismatch",
    "This Idempotency-Key was used for another request. Send a new key for a new change.",
  );
}

function openReply(sealed: Buffer, name: string): Kept {
  let text: string;
  try {
    text = unseal(sealed, name, secret());
  } catch {
    throw new AppError(
      "already_saved",
      "What was first sent with this Idempotency-Key was saved; the answer of then cannot be read any more. Read it again, and send nothing twice.",
    );
  }
  return JSON.parse(text) as Kept;
}

type NewestReply = { tenantId: string; actorId: string; key: string; reply: Buffer };

/** Whether this secret opens the answer that was kept last, asked as the owner; true when none is kept. */
export async function opensKeptReplies(owner: Sql, authSecret: string): Promise<boolean> {
  const [newest] = await owner<NewestReply[]>`
    SELECT tenant_id AS "tenantId", actor_id AS "actorId", key, reply FROM idempotency
    WHERE reply IS NOT NULL ORDER BY created_at DESC LIMIT 1`;
  if (!newest) return true;
  try {
    unseal(newest.reply, sealName(newest.tenantId, newest.actorId, newest.key), authSecret);
    return true;
  } catch {
    return false;
  }
}

/**
 * The statement that keeps the answer under the key, encrypted, because it may hold a patient's data or a one-time link. What may fail
 * fails here, before the COMMIT that goes with it.
 */
export function keepReply(tx: Tx, ctx: Ctx, key: string, reply: Reply): PromiseLike<unknown> {
  const status = reply.options.status ?? (reply.value === undefined ? 204 : 200);
  const kept: Kept = { value: reply.value, options: reply.options };
  const sealed = seal(JSON.stringify(kept), sealName(ctx.tenant.id, ctx.actor.id, key), secret());
  return tx`
    UPDATE idempotency SET status = ${status}, reply = ${sealed}
    WHERE tenant_id = ${ctx.tenant.id} AND actor_id = ${ctx.actor.id} AND key = ${key}`;
}

function sealName(tenantId: string, actorId: string | null, key: string): string {
  return `reply/${tenantId}/${actorId}/${key}`;
}

function secret(): string {
  return env().AUTH_SECRET ?? "";
}
