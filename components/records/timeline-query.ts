import { infiniteQueryOptions } from "@tanstack/react-query";
import { askApi } from "@/components/session/api-client";
import type { RecordType, TimelinePage } from "@/lib/records/schema";

export type TimelineFilter = { type: RecordType | ""; q: string };
export const TIMELINE_ROWS = 50;

/** The timeline page by page, newest first. */
export function timelineQuery(patientId: string, filter: TimelineFilter, chartVersion: string) {
  return infiniteQueryOptions({
    queryKey: ["records", patientId, chartVersion, filter.type, filter.q] as const,
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }): Promise<TimelinePage> => {
      const query = new URLSearchParams({ limit: String(TIMELINE_ROWS) });
      if (filter.type) query.set("type", filter.type);
      if (filter.q) query.set("q", filter.q);
      if (pageParam) query.set("cursor", pageParam);
      return (await askApi<TimelinePage>(`/api/patients/${patientId}/records?${query}`, { signal })).value;
    },
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 60_000,
    gcTime: 30_000,
  });
}
