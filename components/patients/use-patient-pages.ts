"use client";

import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Answer } from "@/components/session/api-client";
import type { PatientHit, PatientSearchPage } from "@/lib/patients/schema";
import { canNarrow, narrow, PAGE_ROWS, patientsPageQuery } from "./patients-query";

export type PatientPages = {
  /** Rows that can be scrolled to now; grows page by page while there are more. */
  rowCount: number;
  total: PatientSearchPage["total"] | null;
  hitAt: (index: number) => PatientHit | null;
  showRange: (first: number, last: number) => void;
  /** The text that the rows on the screen answer; differs from the box while an answer is under way. */
  shownText: string;
  serverMs: number | null;
  error: Error | null;
  retry: () => void;
};

/** The next page is fetched when its first row is this near. */
const ROWS_AHEAD = 25;

type Shown = { text: string; first: Answer<PatientSearchPage> };

/**
 * The hits of a search, page by page: only pages near the screen are kept in memory, the rest is one cursor each.
 * Until the answer for a new text is there the earlier rows stay, narrowed when the earlier answer was complete.
 */
export function usePatientPages(text: string, initial: Answer<PatientSearchPage> | null): PatientPages {
  const [shown, setShown] = useState<Shown | null>(initial ? { text: "", first: initial } : null);
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  const [range, setRange] = useState<[number, number]>([0, 0]);
  const client = useQueryClient();

  useEffect(() => {
    const options = patientsPageQuery(text, null);
    let isCurrent = true;
    // The server's first paint was an answer already.
    if (text === "" && initial && !client.getQueryData(options.queryKey))
      client.setQueryData(options.queryKey, initial);
    const take = (first: Answer<PatientSearchPage>) => {
      if (!isCurrent) return;
      setShown({ text, first });
      setCursors(first.value.nextCursor ? [null, first.value.nextCursor] : [null]);
      setRange([0, 0]);
    };
    setShown((now) => {
      if (!now || now.text === text || !canNarrow(now.text, now.first.value, text)) return now;
      return { text: now.text, first: { ...now.first, value: narrow(now.first.value, text) } };
    });
    client.fetchQuery(options).then(take, () => {});
    return () => {
      isCurrent = false;
      // The answer to an earlier keystroke is of no use to anybody.
      void client.cancelQueries({ queryKey: options.queryKey, exact: true });
    };
  }, [text, client, initial]);

  const wanted = useMemo(() => {
    const pages: number[] = [];
    const from = Math.max(1, Math.floor(range[0] / PAGE_ROWS) - 1);
    const until = Math.min(cursors.length - 1, Math.floor((range[1] + ROWS_AHEAD) / PAGE_ROWS));
    for (let page = from; page <= until; page++) pages.push(page);
    return pages;
  }, [range, cursors.length]);
  const later = useQueries({
    queries: wanted.map((page) => ({
      ...patientsPageQuery(shown?.text ?? "", cursors[page] ?? null),
      enabled: shown !== null && page > 0,
    })),
  });
  const state = useQueryState(text);

  const reachedPage = wanted.at(-1);
  const reachedCursor = later.at(-1)?.data?.value.nextCursor ?? null;
  useEffect(() => {
    if (reachedPage === undefined || !reachedCursor) return;
    setCursors((known) => (known.length === reachedPage + 1 ? [...known, reachedCursor] : known));
  }, [reachedPage, reachedCursor]);

  const pageAt = (page: number): PatientHit[] | null => {
    if (page === 0) return shown?.first.value.items ?? null;
    return later[wanted.indexOf(page)]?.data?.value.items ?? null;
  };
  const lastPage = cursors.length - 1;
  const lastItems = pageAt(lastPage);
  const firstCount = shown?.first.value.items.length ?? 0;
  const rowCount = lastPage === 0 ? firstCount : lastPage * PAGE_ROWS + (lastItems?.length ?? PAGE_ROWS);
  return {
    rowCount,
    total: shown?.first.value.total ?? null,
    hitAt: (index) => pageAt(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS] ?? null,
    showRange: (first, last) =>
      setRange((now) => (now[0] === first && now[1] === last ? now : [first, last])),
    shownText: shown?.text ?? "",
    serverMs: shown?.first.serverMs ?? null,
    error: state.error,
    retry: state.retry,
  };
}

/** The failure of the first page of the present text, if any. */
function useQueryState(text: string): { error: Error | null; retry: () => void } {
  const [first] = useQueries({ queries: [patientsPageQuery(text, null)] });
  return { error: first.error, retry: () => void first.refetch() };
}
