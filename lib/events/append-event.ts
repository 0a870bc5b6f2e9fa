import "server-only";
import type { Tx } from "@/db/client";
import type { Ctx } from "@/lib/tenancy";

export type NewEvent = {
  /** What changed: `patient/<id>`, `clinic`. Subscribers of a stream get its events in order. */
  stream: string;
  /** `thing.verb`: `patient.changed`. */
  kind: string;
  /** Ids and versions, no patient data: it goes to everybody who may open the stream. */
  payload: Record<string, string | number | boolean | null>;
};

/** The channel on which a commit wakes the listeners of all processes. */
export const EVENT_CHANNEL = "swiftchart_event";

/**
 * Appends an event in the given transaction and returns its number. Numbers of a stream have no gap and are in commit order,
 * because the stream's row stays locked until the commit: call it as late as the transaction allows.
 */
export async function appendEvent(tx: Tx, ctx: Ctx, event: NewEvent): Promise<string> {
  const [row] = await tx<{ seq: string }[]>`
    WITH next AS (
      INSERT INTO event_stream AS s (tenant_id, stream, last_seq) VALUES (${ctx.tenant.id}, ${event.stream}, 1)
      ON CONFLICT (tenant_id, stream) DO UPDATE SET last_seq = s.last_seq + 1 RETURNING last_seq
    ), told AS (
      INSERT INTO event (tenant_id, stream, seq, kind, payload)
      SELECT ${ctx.tenant.id}, ${event.stream}, last_seq, ${event.kind}, ${JSON.stringify(event.payload)}::text::json FROM next
      RETURNING seq
    )
    SELECT seq, pg_notify(${EVENT_CHANNEL}, json_build_object('t', ${ctx.tenant.id}::text, 's', ${event.stream}::text, 'n', seq)::text) FROM told`;
  return row?.seq ?? "";
}
