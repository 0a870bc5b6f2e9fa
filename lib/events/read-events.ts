import "server-only";
import { inTenant } from "@/db/transaction";
import { writePool } from "@/lib/tenancy";

export type StoredEvent = { seq: string; kind: string; payload: string };

/** The numbers a stream has given out, and the oldest event that is still kept; "0" and null before the first. */
export type StreamState = { lastSeq: string; firstKept: string | null };

const EVENTS_MAX = 500;

/** Events of a stream after `after`, in order, 500 at most. `payload` is JSON text. */
export function readEvents(tenantId: string, stream: string, after: string): Promise<StoredEvent[]> {
  return inTenant(
    writePool(),
    tenantId,
    async (tx) => tx<StoredEvent[]>`
      SELECT seq, kind, payload FROM event WHERE tenant_id = ${tenantId} AND stream = ${stream} AND seq > ${after}::text::bigint
      ORDER BY seq LIMIT ${EVENTS_MAX}`,
    { kind: "read", isReadOnly: true },
  );
}

export async function readStreamState(tenantId: string, stream: string): Promise<StreamState> {
  const rows = await inTenant(
    writePool(),
    tenantId,
    async (tx) => tx<StreamState[]>`
      SELECT s.last_seq AS "lastSeq", (SELECT min(e.seq) FROM event e WHERE e.tenant_id = s.tenant_id AND e.stream = s.stream) AS "firstKept"
      FROM event_stream s WHERE s.tenant_id = ${tenantId} AND s.stream = ${stream}`,
    { kind: "read", isReadOnly: true },
  );
  return rows[0] ?? { lastSeq: "0", firstKept: null };
}
