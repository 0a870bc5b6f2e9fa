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
 * because the stream's row stays locked until the commit: call it as late as the transaction allows. The database hands them out:
 * the application's role writes neither table itself.
 */
export async function appendEvent(tx: Tx, ctx: Ctx, event: NewEvent): Promise<string> {
  const [row] = await tx<{ seq: string }[]>`
    SELECT seq, pg_notify(${EVENT_CHANNEL}, json_build_object('t', ${ctx.tenant.id}::text, 's', ${event.stream}::text, 'n', seq)::text)
    FROM append_event(${event.stream}, ${event.kind}, ${JSON.stringify(event.payload)}::text::json) AS seq`;
  return row?.seq ?? "";
}
