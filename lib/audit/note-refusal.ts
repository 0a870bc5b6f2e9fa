import "server-only";
import { inTenant } from "@/db/transaction";
import { AppError, toKnown } from "@/lib/errors";
import { auditFailures, log } from "@/lib/observability";
import { beforeExit, once } from "@/lib/process";
import { actorOf, type Ctx, type TenantId, writePool } from "@/lib/tenancy";
import type { AuditEvent } from "./audit";
import { type AnonymousEvent, insertEvent } from "./audit-anonymous";
import { countRefusal, type Refusal } from "./count-refusal";

/** Kept one by one while they wait for the database; of more only the number is kept, by person, network, route and code. */
const WAITING_MAX = 5_000;
/** Written in one transaction, which waits for the disk once. */
const BATCH_MAX = 100;
const AGAIN_MS = 1_000;

type RefusalEvent = Pick<AuditEvent, "patientId"> & Pick<Refusal, "outcome" | "detail">;
type Waiting = {
  event: AnonymousEvent & { tenantId: TenantId };
  since: string;
  tries: number;
  done: () => void;
};
type Queue = { waiting: Waiting[]; writing: Promise<void> | null; again: NodeJS.Timeout | null };

const queue = once("refusals", (): Queue => {
  beforeExit(writeNotedRefusals);
  return { waiting: [], writing: null, again: null };
});

/**
 * Notes a refusal of somebody who is signed in as an event of its own: at once, together with those that came meanwhile. Resolves
 * when it is on disk, and after `waitMs` at the latest; it is kept until it is written, also beyond the answer.
 */
export async function noteRefusal(
  ctx: Ctx,
  refusal: RefusalEvent,
  { waitMs }: { waitMs: number },
): Promise<void> {
  const { promise: written, resolve: done } = Promise.withResolvers<void>();
  const event = toEvent(ctx, refusal);
  if (queue.waiting.length < WAITING_MAX) {
    queue.waiting.push({ event, since: new Date().toISOString(), tries: 0, done });
    if (!queue.again) void writeNotedRefusals();
  } else {
    countRefusal({ ...event, ...refusal });
    done();
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([written, late]);
  clearTimeout(timer);
}

function toEvent(ctx: Ctx, { outcome, detail, patientId }: RefusalEvent): Waiting["event"] {
  const actor = actorOf(ctx);
  return {
    tenantId: ctx.tenant.id,
    action: "request",
    outcome,
    actorId: actor.id,
    actor: actor.name,
    sessionId: ctx.sessionId,
    patientId,
    requestId: ctx.requestId,
    ip: ctx.ip,
    detail: ctx.isPrefetch ? { ...detail, callerSaid: "prefetch" } : detail,
  };
}

/** Writes what waits, as far as the database takes it. Never rejects. */
export function writeNotedRefusals(): Promise<void> {
  queue.writing ??= writeAll(queue).finally(() => {
    queue.writing = null;
    // One that came when the last was just written.
    if (queue.waiting.length > 0 && !queue.again) void writeNotedRefusals();
  });
  return queue.writing;
}

async function writeAll(all: Queue): Promise<void> {
  if (all.again) clearTimeout(all.again);
  all.again = null;
  while (all.waiting.length > 0) {
    const batch = takeBatch(all.waiting);
    const failure = await write(batch);
    if (failure === null) continue;
    if (toKnown(failure) instanceof AppError) {
      all.waiting.unshift(...batch);
      log.warn({ code: codeOf(failure), waiting: all.waiting.length }, "refusals wait for the database");
      all.again ??= setTimeout(() => void writeNotedRefusals(), AGAIN_MS).unref();
      return;
    }
    // One that the database will never take must not keep the others out.
    for (const one of batch) await writeAlone(one);
  }
}

/** The oldest and what else is of its tenant. */
function takeBatch(waiting: Waiting[]): Waiting[] {
  const tenantId = waiting[0]?.event.tenantId;
  let length = 0;
  while (length < BATCH_MAX && waiting[length]?.event.tenantId === tenantId) length += 1;
  return waiting.splice(0, length);
}

async function write(batch: readonly Waiting[]): Promise<unknown> {
  const [first] = batch;
  if (!first) return null;
  try {
    await inTenant(writePool(), first.event.tenantId, (tx) =>
      Promise.all(batch.map((one) => insertEvent(tx, toWritten(one)))),
    );
  } catch (failure) {
    for (const one of batch) one.tries += 1;
    return failure;
  }
  for (const one of batch) one.done();
  return null;
}

/** The event's own time is that of its writing: one that had to wait says when it was. */
function toWritten({ event, since, tries }: Waiting): AnonymousEvent {
  return tries === 0 ? event : { ...event, detail: { ...event.detail, at: since } };
}

async function writeAlone(one: Waiting): Promise<void> {
  const failure = await write([one]);
  if (failure === null) return;
  if (toKnown(failure) instanceof AppError) {
    queue.waiting.push(one);
    return;
  }
  one.done();
  auditFailures.inc({ action: "request" });
  log.error({ code: codeOf(failure), refused: one.event.detail }, "a refusal is not in the audit trail");
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
