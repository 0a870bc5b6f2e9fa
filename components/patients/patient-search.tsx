"use client";

import { useRouter } from "next/navigation";
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useListRef } from "react-window";
import type { Answer } from "@/components/session/api-client";
import { useClinic } from "@/components/shell/clinic";
import { useSearchText } from "@/components/shell/search-text";
import { VirtualList } from "@/components/ui/virtual-list";
import { normaliseName } from "@/lib/patients/rules";
import type { PatientSearchPage } from "@/lib/patients/schema";
import { PatientRow } from "./patient-row";
import { rowId } from "./patients-query";
import { SearchStatus } from "./search-status";
import { useDebounced } from "./use-debounced";
import { useIsCoarse } from "./use-is-coarse";
import { type PatientPages, usePatientPages } from "./use-patient-pages";
import { useWarmChart } from "./use-warm-chart";

// Opened by few, so not part of the first load.
const PatientPeek = lazy(() => import("./patient-peek").then((part) => ({ default: part.PatientPeek })));

/** Long enough to skip the letters of a fast typist's burst, short enough not to be felt. */
const DEBOUNCE_MS = 20;
const PAGE_STEP = 10;

/** Results of the search box while typing; before typing, the patients seen last. */
export function PatientSearch({
  recent,
  renderedAt,
}: {
  recent: Answer<PatientSearchPage>;
  renderedAt: string;
}) {
  const { text, boxRef, keyRef, setActiveId } = useSearchText();
  const asked = useDebounced(text.trim(), DEBOUNCE_MS);
  const pages = usePatientPages(asked, recent);
  const clinic = useClinic();
  const router = useRouter();
  const list = useListRef(null);
  const [active, setActive] = useState(0);
  const [isPeeking, setPeeking] = useState(false);
  const isCoarse = useIsCoarse();
  const now = useMemo(() => new Date(renderedAt), [renderedAt]);
  const words = useMemo(() => normaliseName(pages.shownText).split(" ").filter(Boolean), [pages.shownText]);
  const activeHit = useDeferredValue(pages.hitAt(active));
  // Before anybody pointed or typed, the first row is marked only because one has to be.
  useWarmChart(active > 0 || pages.shownText !== "" ? (activeHit?.id ?? null) : null);

  useEffect(() => boxRef.current?.focus(), [boxRef]);
  // A new answer starts at its top.
  const shownText = useRef(pages.shownText);
  const chosen = useRef<string | null>(null);
  const awaited = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is another choice
  useEffect(() => {
    chosen.current = null;
    awaited.current = null;
  }, [text]);
  useEffect(() => {
    if (shownText.current === pages.shownText) return;
    shownText.current = pages.shownText;
    // A row that was chosen on purpose stays chosen, wherever the late answer puts it.
    const kept = chosen.current ? indexOf(pages, chosen.current) : 0;
    setActive(kept);
    if (pages.rowCount > 0) list.current?.scrollToRow({ index: kept });
  }, [pages, list]);
  useEffect(() => {
    setActiveId(activeHit ? rowId(activeHit) : null);
    return () => setActiveId(null);
  }, [activeHit, setActiveId]);

  const go = useCallback(
    (index: number) => {
      const next = Math.max(0, Math.min(pages.rowCount - 1, index));
      setActive(next);
      chosen.current = pages.hitAt(next)?.id ?? null;
      if (pages.rowCount > 0) list.current?.scrollToRow({ index: next, align: "smart" });
      return true;
    },
    [pages, list],
  );
  const open = useCallback(
    (id: string) => {
      awaited.current = null;
      boxRef.current?.blur();
      router.push(`/patients/${id}`);
    },
    [boxRef, router],
  );
  // Enter came before the answer to the last letters: it opens the first hit of that answer.
  useEffect(() => {
    const hit = awaited.current !== null && awaited.current === pages.shownText ? pages.hitAt(0) : null;
    if (hit) open(hit.id);
  }, [pages, open]);
  useEffect(() => {
    keyRef.current = (key) => {
      if (key === "ArrowDown") return go(active + 1);
      if (key === "ArrowUp") return go(active - 1);
      if (key === "PageDown") return go(active + PAGE_STEP);
      if (key === "PageUp") return go(active - PAGE_STEP);
      const isAnswered = pages.shownText === text.trim();
      if (key === "Enter" && !isAnswered && !chosen.current) {
        awaited.current = text.trim();
        return true;
      }
      const hit = pages.hitAt(active);
      if (!hit || (!isAnswered && hit.id !== chosen.current)) return false;
      if (key === "ArrowRight") setPeeking(true);
      else open(hit.id);
      return true;
    };
    return () => {
      keyRef.current = null;
    };
  }, [active, go, keyRef, open, pages, text]);

  const rowHeight = isCoarse ? 60 : 36;
  return (
    <div data-answered={pages.shownText} className="grid h-full min-h-0 grid-rows-[36px_minmax(0,1fr)]">
      <h1 className="sr-only">Patients</h1>
      <SearchStatus pages={pages} text={text.trim()} />
      <div className="flex min-h-0">
        <VirtualList
          id="patient-hits"
          role="listbox"
          label={pages.shownText ? "Patients found" : "Patients seen last"}
          className="min-w-0 flex-1"
          rowCount={pages.rowCount}
          rowHeight={rowHeight}
          listRef={list}
          onVisible={pages.showRange}
          render={(index) => {
            const hit = pages.hitAt(index);
            if (!hit) return <div className="late mx-4 mt-2 h-4 rounded bg-sunken" />;
            return (
              <PatientRow
                hit={hit}
                index={index}
                words={words}
                clinic={clinic}
                isActive={index === active}
                onPoint={setActive}
                now={now}
              />
            );
          }}
        />
        {isPeeking && activeHit ? (
          <Suspense fallback={null}>
            <PatientPeek hit={activeHit} onClose={() => setPeeking(false)} />
          </Suspense>
        ) : null}
      </div>
    </div>
  );
}

const FIRST_ROWS = 50;

/** Where a patient stands among the first rows; 0 when they are not there. */
function indexOf(pages: PatientPages, id: string): number {
  for (let i = 0; i < Math.min(pages.rowCount, FIRST_ROWS); i++) if (pages.hitAt(i)?.id === id) return i;
  return 0;
}
