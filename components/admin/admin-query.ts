import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { askApi } from "@/components/session/api-client";
import type { Person, PersonSession, PersonToken } from "@/lib/people/schema";

export type PeoplePage = { items: Person[]; nextCursor: string | null };

const PEOPLE_ROWS = 100;
const SESSIONS_EVERY_MS = 30_000;
/** Asked by the page on its own, when an event says so: no sign of a person at the keyboard. */
const background = { "x-swiftchart-background": "1" };

async function ask<T>(path: string, signal: AbortSignal): Promise<T> {
  return (await askApi<T>(path, { signal, headers: background })).value;
}

/** People by name whose name or address holds `text`, page by page. */
export function peopleQuery(text: string) {
  return infiniteQueryOptions({
    queryKey: ["admin", "people", text],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: String(PEOPLE_ROWS) });
      if (text) query.set("q", text);
      if (pageParam) query.set("cursor", pageParam);
      return ask<PeoplePage>(`/api/users?${query}`, signal);
    },
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 10_000,
  });
}

/** Who is signed in now; sign-ins tell nobody, so they are looked for every half minute. */
export const sessionsQuery = queryOptions({
  queryKey: ["admin", "sessions"],
  queryFn: ({ signal }) => ask<{ items: PersonSession[] }>("/api/sessions", signal),
  refetchInterval: SESSIONS_EVERY_MS,
  staleTime: 10_000,
});

export const tokensQuery = queryOptions({
  queryKey: ["admin", "tokens"],
  queryFn: ({ signal }) => ask<{ items: PersonToken[] }>("/api/tokens", signal),
  staleTime: 10_000,
});
