import { type InfiniteData, infiniteQueryOptions, type QueryKey } from "@tanstack/react-query";
import { type Answer, askApi } from "@/components/session/api-client";
import { normaliseName } from "@/lib/patients/rules";
import type { PatientHit, PatientSearchPage } from "@/lib/patients/schema";

export const PAGE_ROWS = 50;

export type PatientPages = InfiniteData<Answer<PatientSearchPage>, string | null>;
type PatientsKey = readonly ["patients", string];

/** The hits of a search, page by page. Another text cancels what is under way. */
export function patientsQuery(text: string) {
  return infiniteQueryOptions({
    queryKey: ["patients", text] as PatientsKey,
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }): Promise<Answer<PatientSearchPage>> => {
      const query = new URLSearchParams({ q: text, limit: String(PAGE_ROWS) });
      if (pageParam) query.set("cursor", pageParam);
      return askApi<PatientSearchPage>(`/api/patients?${query}`, { signal });
    },
    getNextPageParam: (page) => page.value.nextCursor,
    staleTime: 10_000,
    gcTime: 20_000,
  });
}

/** The text that a query of patientsQuery was asked with. */
export function textOf(key: QueryKey): string {
  return String(key[1] ?? "");
}

/** What stays on the screen until the answer to `text` comes: the rows of the text before, narrowed where that can be done here. */
export function whileWaiting(text: string, earlierText: string, earlier: PatientPages): PatientPages {
  const [first] = earlier.pages;
  if (!first || earlier.pages.length > 1 || !canNarrow(earlierText, first.value, text)) return earlier;
  return { pageParams: [null], pages: [{ ...first, value: narrow(first.value, text) }] };
}

/** Whether `earlier` was the whole answer to a text that `text` only goes on from, so that it can be narrowed here. */
function canNarrow(earlierText: string, earlier: PatientSearchPage, text: string): boolean {
  const isWhole = earlier.nextCursor === null && !earlier.total.capped;
  const hasFuzzy = earlier.items.some((hit) => hit.match === "fuzzy");
  const isWords = /^[\p{L}\p{M}\s,'’-]+$/u.test(text);
  return isWhole && !hasFuzzy && isWords && earlierText.trim() !== "" && text.startsWith(earlierText);
}

/** The hits of an earlier, wider answer that still match by name. Only for the moment until the server's own answer. */
function narrow(earlier: PatientSearchPage, text: string): PatientSearchPage {
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
