import "server-only";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { audit } from "@/lib/audit";
import type { Permission } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { type Commit, type Ctx, isUuid, withTransaction } from "@/lib/tenancy";
import { claimKey, findReply, idempotencyKeyOf, keepReply } from "./idempotency";
import { versionOfIfMatch } from "./if-match";
import { oneAtATime } from "./one-at-a-time";
import type { Reply } from "./reply";
import { type Handler, route } from "./route";

export type WriteInput<B, P = undefined> = {
  body: B;
  prepared: P;
  params: Record<string, string>;
  /** The version named in If-Match; null when there was none. */
  version: number | null;
};
type WriteSpec<B, P> = {
  /** As in the contract: `PATCH /api/patients/:id`. */
  name: string;
  permission: Permission | "signed-in";
  body?: z.ZodType<B>;
  /** A change: without If-Match it is refused with 428. */
  ifMatch?: boolean;
  /**
   * Slow work that must not hold a transaction (hashing a password). It does not run for a repeated request once the first one is
   * answered; on another process it may run beside the first, so it says what it found, and `change` decides.
   */
  prepare?: (ctx: Ctx, body: B) => Promise<P>;
};

const TRIES_MAX = 3;
/** Deadlock and serialisation failure: the same transaction may succeed when it is run again. */
const WORTH_RETRYING = new Set(["40001", "40P01"]);

/**
 * Builds the route of a change: origin → session → permission → rate limit → parse, then one transaction: idempotency key →
 * what `change` does (lock and version, rule, change, history, audit, event, job) → the answer kept under its key → commit.
 * The same key again gets the first answer, whatever has happened since; the trail says that it was told again. `change` may run more than once, so it does nothing
 * that its transaction cannot take back.
 */
export function write<B = undefined, P = undefined>(
  spec: WriteSpec<B, P>,
  change: (ctx: Ctx, tx: Tx, input: WriteInput<B, P>) => Promise<Reply>,
): Handler {
  return route<undefined, B>(spec, async (ctx, { body, params, request }) => {
    const key = idempotencyKeyOf(ctx, request, body);
    const version = versionOfIfMatch(request.headers);
    if (spec.ifMatch && version === null) {
      throw new AppError("precondition_required", 'Name the version you read in If-Match, for instance "7".');
    }
    const again = async (tx: Tx, reply: Reply): Promise<Reply> => {
      const patientId = params.patientId && isUuid(params.patientId) ? params.patientId : undefined;
      await audit(tx, ctx, { action: "request.replay", patientId, detail: { route: spec.name } });
      return reply;
    };
    const act = async (): Promise<Reply> => {
      const prepared = (await spec.prepare?.(ctx, body)) as P;
      return inOneTransaction(ctx, async (tx, commit) => {
        const earlier = key && (await claimKey(tx, ctx, key));
        if (earlier) return again(tx, earlier);
        const reply = await change(ctx, tx, { body, params, version, prepared });
        if (key) await Promise.all([keepReply(tx, ctx, key.key, reply), commit()]);
        return reply;
      });
    };
    if (!key || !spec.prepare) return act();
    return oneAtATime(`${ctx.tenant.id}/${ctx.actor.id}/${key.key}`, async () => {
      const earlier = await inOneTransaction(ctx, async (tx) => {
        const reply = await findReply(tx, ctx, key);
        return reply && again(tx, reply);
      });
      return earlier ?? act();
    });
  });
}

/** A commit whose answer was lost is told as such (see toKnown), and never tried again from here: it may have taken effect. */
async function inOneTransaction<T>(ctx: Ctx, run: (tx: Tx, commit: Commit) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await withTransaction(ctx, run);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (!WORTH_RETRYING.has(code) || attempt === TRIES_MAX) throw error;
    }
  }
}
