import "server-only";
import { AppError, toKnown } from "@/lib/errors";
import { log } from "@/lib/observability";
import { beforeExit, once } from "@/lib/process";
import { type AnonymousEvent, auditAnonymous } from "./audit-anonymous";

/** How long refusals are counted before they are written: one event a minute for each kind, however many there were. */
const WINDOW_MS = 60_000;
/** Kinds counted apart at once; of further ones the network is not kept, and of yet more not the person. */
const KINDS_MAX = 200;

export type Refusal = Pick<AnonymousEvent, "tenantId" | "action" | "actorId" | "actor" | "ip"> & {
  outcome: "refused" | "failure";
  detail: { route?: string; code: string; fields?: string[] };
};
type Count = { refusal: Refusal; count: number; from: string; to: string };
type Counts = { kinds: Map<string, Count>; timer: NodeJS.Timeout | null; writing: Promise<void> };

const counts = once("counted refusals", (): Counts => {
  beforeExit(writeRefusals);
  return { kinds: new Map(), timer: null, writing: Promise.resolve() };
});

/**
 * Counts a refusal that anybody can cause without an account, by route, code, person and network; the counts become events
 * within a minute. A row for each would let a stranger fill the disk.
 */
export function countRefusal({ tenantId, action, outcome, actorId, actor, ip, detail }: Refusal): void {
  const refusal = { tenantId, action, outcome, actorId, actor, ip, detail };
  const now = new Date().toISOString();
  add(counts.kinds, { refusal, count: 1, from: now, to: now });
  counts.timer ??= setTimeout(() => void writeRefusals(), WINDOW_MS).unref();
}

function add(kinds: Map<string, Count>, more: Count): void {
  const nobody = { actorId: null, actor: "unknown", tenantId: null };
  const coarser = [more.refusal, { ...more.refusal, ip: null }, { ...more.refusal, ip: null, ...nobody }];
  for (const [step, refusal] of coarser.entries()) {
    const key = JSON.stringify(Object.values(refusal));
    const known = kinds.get(key);
    if (known) {
      known.count += more.count;
      known.to = more.to;
      return;
    }
    // The last step has as many kinds as there are routes and codes: it always has room.
    if (kinds.size < KINDS_MAX || step === coarser.length - 1) {
      kinds.set(key, { ...more, refusal });
      return;
    }
  }
}

/** Writes what was counted so far. While the database is away it is kept and counted on. Never rejects. */
export function writeRefusals(): Promise<void> {
  counts.writing = counts.writing.then(() => write(counts));
  return counts.writing;
}

async function write(all: Counts): Promise<void> {
  if (all.timer) clearTimeout(all.timer);
  all.timer = null;
  const taken = [...all.kinds.values()];
  all.kinds = new Map();
  for (const [index, { refusal, count, from, to }] of taken.entries()) {
    try {
      await auditAnonymous({ ...refusal, requestId: null, detail: { ...refusal.detail, count, from, to } });
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (!(toKnown(error) instanceof AppError)) {
        log.error({ code, count, refused: refusal.detail }, "counted refusals are not in the audit trail");
        continue;
      }
      log.warn({ code }, "counted refusals wait for the database");
      for (const kept of taken.slice(index)) add(all.kinds, kept);
      all.timer ??= setTimeout(() => void writeRefusals(), WINDOW_MS).unref();
      return;
    }
  }
}
