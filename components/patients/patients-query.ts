import { queryOptions } from "@tanstack/react-query";
import { type Answer, askApi } from "@/components/session/api-client";
import { normaliseName } from "@/lib/patients/rules";
import type { PatientHit, PatientSearchPage } from "@/lib/patients/schema";

export const PAGE_ROWS = 50;

/** One page of hits. Pages far from the screen are dropped after a while and fetched again when they come back into view. */
export function patientsPageQuery(text: string, cursor: string | null) {
  return queryOptions({
    queryKey: ["patients", text, cursor] as const,
    queryFn: ({ signal }): Promise<Answer<PatientSearchPage>> => {
      const query = new URLSearchParams({ q: text, limit: String(PAGE_ROWS) });
      if (cursor) query.set("cursor", cursor);
      return askApi<PatientSearchPage>(`/api/patients?${query}`, { signal });
    },
    staleTime: 10_000,
    gcTime: 20_000,
  });
}

/** Whether `earlier` was the whole answer to a text that `text` only goes on from, so that it can be narrowed here. */
export function canNarrow(earlierText: string, earlier: PatientSearchPage, text: string): boolean {
  const isWhole = earlier.nextCursor === null && !earlier.total.capped;
  const hasFuzzy = earlier.items.some((hit) => hit.match === "fuzzy");
  const isWords = /^[\p{L}\p{M}\s,'’-]+$/u.test(text);
  return isWhole && !hasFuzzy && isWords && earlierText.trim() !== "" && text.startsWith(earlierText);
}

/** The hits of an earlier, wider answer that still match by name. Only for the moment until the server's own answer. */
export function narrow(earlier: PatientSearchPage, text: string): PatientSearchPage {
  const words = normaliseName(text).split(" ").filter(Boolean);
  const items = earlier.items.filter((hit) => {
    const names = normaliseName(`${hit.familyName} ${hit.givenName}`).split(" ");
    return words.every((word) => names.some((name) => name.startsWith(word)));
  });
  return { items, nextCursor: null, total: { value: items.length, capped: false } };
}

/** The id a row has in the document, for aria-activedescendant. */
export function rowId(hit: PatientHit): string {
  return `hit-${hit.id}`;
}
