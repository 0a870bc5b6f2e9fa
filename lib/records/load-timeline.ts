import "server-only";
import type { Tx } from "@/db/client";
import type { RowOf } from "@/db/schema/columns";
import type { record } from "@/db/schema/records";
import { toPage } from "@/lib/paging";
import { normaliseName } from "@/lib/patients";
import type { Tenant } from "@/lib/tenancy";
import { type Bound, sinceBound, untilBound } from "@/lib/time";
import type { RecordType, TimelineItem, TimelinePage } from "./schema";
import type { TimelineKeyset } from "./timeline-keyset";
import type { Component } from "./to-vitals";

export type TimelineInput = {
  type?: RecordType | undefined;
  /** Full text: every word, whole or begun, in title, value, code or note. */
  q?: string | undefined;
  /** `YYYY-MM-DD`, a day of the clinic that belongs to the range, or an instant: from it on, and until before it. */
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

type Row = Pick<
  RowOf<typeof record>,
  | "id"
  | "resourceType"
  | "type"
  | "title"
  | "code"
  | "at"
  | "status"
  | "valueNumber"
  | "valueText"
  | "unit"
  | "components"
  | "abnormal"
  | "encounterId"
  | "isRetracted"
> & { sortAt: string };

/**
 * One page of a patient's timeline, newest first; undated entries last, retracted ones marked.
 * One range of record_timeline (or record_by_type), whatever the length of the history.
 */
export async function loadTimeline(
  tx: Tx,
  { id: tenantId, timeZone }: Pick<Tenant, "id" | "timeZone">,
  asked: { patientId: string; input: TimelineInput; after: TimelineKeyset },
): Promise<TimelinePage> {
  const { patientId, input, after } = asked;
  const words = normaliseName(input.q ?? "")
    .split(" ")
    .filter(Boolean);
  const rows = await tx<Row[]>`
    SELECT id, resource_type AS "resourceType", type, title, code, coalesce(at_text, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS at,
           coalesce(at, '-infinity'::timestamptz) AS "sortAt", status, value_number AS "valueNumber", value_text AS "valueText",
           unit, components, abnormal, encounter_id AS "encounterId", is_retracted AS "isRetracted"
    FROM record
    WHERE tenant_id = ${tenantId} AND patient_id = ${patientId}::text::uuid
      ${input.type ? tx`AND type = ${input.type}` : tx``}
      ${input.from ? since(tx, sinceBound(input.from, timeZone)) : tx``}
      ${input.to ? until(tx, untilBound(input.to, timeZone)) : tx``}
      ${words.length > 0 ? tx`AND search @@ to_tsquery('simple', ${words.map((w) => `'${w}':*`).join(" & ")})` : tx``}
      AND (coalesce(at, '-infinity'::timestamptz), id, resource_type)
        < (${after.at}::text::timestamptz, ${after.id}::text::uuid, ${after.resourceType})
    ORDER BY coalesce(at, '-infinity'::timestamptz) DESC, id DESC, resource_type DESC LIMIT ${input.limit + 1}`;
  const { items, nextCursor } = toPage(rows, { tenantId, limit: input.limit }, (row) => [
    row.sortAt,
    row.id,
    row.resourceType,
  ]);
  return { items: items.map(toItem), nextCursor };
}

// As far as midnights of one day lie apart in any two zones, and some more: what the index is asked for beside the exact bound.
const ZONES_APART = "32 hours";

function since(tx: Tx, bound: Bound) {
  return tx`
      AND coalesce(at, '-infinity'::timestamptz) >= ${bound.at}::text::timestamptz - ${ZONES_APART}::text::interval
      AND ${isBehind(tx, bound)}`;
}

function until(tx: Tx, bound: Bound) {
  return tx`
      AND coalesce(at, '-infinity'::timestamptz) < ${bound.at}::text::timestamptz + ${ZONES_APART}::text::interval
      AND NOT ${isBehind(tx, bound)}`;
}

/**
 * Whether an entry lies behind a bound. What was recorded as a date alone (a day, a month, a year: by its first day) is compared
 * as a date, because its instant is midnight of the zone that the clinic had when it came in.
 */
function isBehind(tx: Tx, { at, day }: Bound) {
  return tx`CASE WHEN at_text IS NULL THEN coalesce(at, '-infinity'::timestamptz) >= ${at}::text::timestamptz
                 ELSE (at_text || substr('0000-01-01', length(at_text) + 1)) COLLATE "C" >= ${day}::text END`;
}

function toItem(row: Row): TimelineItem {
  const number = row.valueNumber === null ? Number.NaN : Number(row.valueNumber);
  const value = Number.isFinite(number)
    ? number
    : (row.valueText ?? row.valueNumber ?? joined(row.components));
  return {
    id: row.id,
    resourceType: row.resourceType,
    type: row.type,
    title: row.title,
    code: row.code,
    at: row.at,
    status: row.status,
    ...(value === null ? {} : { value }),
    ...(typeof value === "number" ? { text: row.valueText ?? row.valueNumber ?? String(value) } : {}),
    ...(row.unit ? { unit: row.unit } : {}),
    ...(row.encounterId ? { encounterId: row.encounterId } : {}),
    ...(row.abnormal ? { abnormal: row.abnormal } : {}),
    ...(row.isRetracted ? { isRetracted: true } : {}),
  };
}

function joined(components: string | null): string | null {
  const parts = components ? (JSON.parse(components) as Component[]) : [];
  return parts.length > 0 ? parts.map((part) => part.value ?? "–").join("/") : null;
}
