import "server-only";
import { type AuditAction, audit } from "@/lib/audit";
import { once } from "@/lib/process";
import { type Ctx, withTenant } from "@/lib/tenancy";

/** As long as a session lives without use: who opens a stream again within it has not stopped listening, as far as the trail can tell. */
const SAME_LISTENING_MS = 15 * 60_000;
/** Listenings that are remembered; of one that is forgotten the next opening is noted too early, never too late. */
const REMEMBERED_MAX = 10_000;

const noted = once("listenings", () => new Map<string, number>());

/** `stream` names what is listened to: `patient/<id>`, `clinic`. */
export type Listening = { action: AuditAction; stream: string; patientId?: string | undefined };

/**
 * Writes that somebody listens to a stream, before anything of it is told. The first opening is an event; of what the same session
 * or token opens again from the same address, a tab that reconnects or is loaded anew, one in fifteen minutes is, by each
 * process: a line that breaks every second must not fill the trail.
 * @throws when it cannot be written: then nothing is told
 */
export async function noteListening(ctx: Ctx, listening: Listening, now = Date.now()): Promise<void> {
  const { action, stream, patientId } = listening;
  const listener = ctx.sessionId ?? ctx.apiTokenId ?? "";
  const key = [ctx.tenant.id, ctx.actor.id, listener, ctx.ip, stream].join(" ");
  if (now - (noted.get(key) ?? Number.NEGATIVE_INFINITY) < SAME_LISTENING_MS) return;
  await withTenant(ctx, (tx) => audit(tx, ctx, { action, ...(patientId && { patientId }) }));
  // The latest stand last; what is forgotten is the oldest.
  noted.delete(key);
  noted.set(key, now);
  if (noted.size <= REMEMBERED_MAX) return;
  for (const oldest of noted.keys()) {
    noted.delete(oldest);
    break;
  }
}
