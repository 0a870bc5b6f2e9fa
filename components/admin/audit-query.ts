import { infiniteQueryOptions } from "@tanstack/react-query";
import { askApi } from "@/components/session/api-client";
import type { AuditOutcome } from "@/lib/audit/schema";

export type AuditRow = {
  id: string;
  at: string;
  action: string;
  outcome: AuditOutcome;
  actor: string;
  actorId: string | null;
  patientId: string | null;
  requestId: string | null;
  ip: string | null;
  detail: Record<string, unknown> | null;
};
type AuditPage = { items: AuditRow[]; nextCursor: string | null };

/** What the trail is narrowed to, as it stands in the address. `from` and `to` are days of the clinic, both included. */
export const FILTERS = ["actor", "patient", "action", "outcome", "from", "to"] as const;
export type Filters = Record<(typeof FILTERS)[number], string>;

export const AUDIT_ROWS = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The filters of an address; what is no id, no day or unknown is left out. */
export function filtersOf(query: URLSearchParams): Filters {
  const get = (name: string, shape: RegExp) => {
    const value = query.get(name)?.trim() ?? "";
    return shape.test(value) ? value : "";
  };
  return {
    actor: get("actor", UUID),
    patient: get("patient", UUID),
    action: get("action", /^[a-z][a-z.-]{0,60}$/),
    outcome: get("outcome", /^(success|refused|failure)$/),
    from: get("from", DAY),
    to: get("to", DAY),
  };
}

/** The trail under these filters, newest first, page by page. */
export function auditQuery(filters: Filters) {
  return infiniteQueryOptions({
    queryKey: ["admin", "audit", filters],
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: String(AUDIT_ROWS) });
      for (const [name, value] of Object.entries(filters)) if (value) query.set(name, value);
      if (pageParam) query.set("cursor", pageParam);
      return (await askApi<AuditPage>(`/api/audit?${query}`, { signal })).value;
    },
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 5_000,
  });
}
