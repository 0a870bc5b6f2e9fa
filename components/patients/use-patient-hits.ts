"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import type { Answer } from "@/components/session/api-client";
import type { PatientHit, PatientSearchPage } from "@/lib/patients/schema";
import { patientsQuery, textOf, whileWaiting } from "./patients-query";

export type PatientHits = {
  hits: readonly PatientHit[];
  total: PatientSearchPage["total"] | null;
  /** The text that the rows on the screen answer; differs from the box while an answer is under way. */
  shownText: string;
  serverMs: number | null;
  error: Error | null;
  retry: () => void;
  /** Called with the last row on the screen; fetches the next page before it is reached. */
  onVisible: (first: number, last: number) => void;
  hasMore: boolean;
};

/** The next page is fetched when the end is this near. */
const ROWS_AHEAD = 25;

/** The server's first paint: the patients seen last, and when it was made. */
export type Recent = { answer: Answer<PatientSearchPage>; renderedAt: string };
type Shown = { text: string; answers: readonly Answer<PatientSearchPage>[] };

/**
 * The hits of a search; `recent` answers the empty text. Until the answer for a new text is there, or when it fails, the rows of
 * the text before stay.
 */
export function usePatientHits(text: string, recent: Recent): PatientHits {
  const initial = useMemo(() => ({ pages: [recent.answer], pageParams: [null] }), [recent.answer]);
  const before = useRef<Shown>({ text: "", answers: initial.pages });
  const query = useInfiniteQuery({
    ...patientsQuery(text),
    ...(text === "" ? { initialData: initial, initialDataUpdatedAt: Date.parse(recent.renderedAt) } : {}),
    placeholderData: (earlier, asked) =>
      earlier && asked ? whileWaiting(text, textOf(asked.queryKey), earlier) : undefined,
  });
  const answered = query.data && !query.isPlaceholderData ? { text, answers: query.data.pages } : null;
  useEffect(() => {
    if (query.data && !query.isPlaceholderData) before.current = { text, answers: query.data.pages };
  }, [query.data, query.isPlaceholderData, text]);
  const shown = answered ?? {
    text: before.current.text,
    answers: query.data?.pages ?? before.current.answers,
  };
  const hits = useMemo(() => shown.answers.flatMap((page) => page.value.items), [shown.answers]);
  const { hasNextPage, isFetching, fetchNextPage } = query;
  return {
    hits,
    total: shown.answers[0]?.value.total ?? null,
    shownText: shown.text,
    serverMs: shown.answers[0]?.serverMs ?? null,
    error: query.error,
    retry: () => void query.refetch(),
    onVisible: (_first, last) => {
      if (last > hits.length - ROWS_AHEAD && answered && hasNextPage && !isFetching) void fetchNextPage();
    },
    hasMore: hasNextPage && answered !== null,
  };
}
