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
import { usePatientPages } from "./use-patient-pages";
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
  useEffect(() => {
    if (shownText.current === pages.shownText) return;
    shownText.current = pages.shownText;
    setActive(0);
    if (pages.rowCount > 0) list.current?.scrollToRow({ index: 0 });
  }, [pages.shownText, pages.rowCount, list]);
  useEffect(() => {
    setActiveId(activeHit ? rowId(activeHit) : null);
    return () => setActiveId(null);
  }, [activeHit, setActiveId]);

  const go = useCallback(
    (index: number) => {
      const next = Math.max(0, Math.min(pages.rowCount - 1, index));
      setActive(next);
      if (pages.rowCount > 0) list.current?.scrollToRow({ index: next, align: "smart" });
      return true;
    },
    [pages.rowCount, list],
  );
  useEffect(() => {
    keyRef.current = (key) => {
      if (key === "ArrowDown") return go(active + 1);
      if (key === "ArrowUp") return go(active - 1);
      if (key === "PageDown") return go(active + PAGE_STEP);
      if (key === "PageUp") return go(active - PAGE_STEP);
      const hit = pages.shownText === text.trim() ? pages.hitAt(active) : null;
      if (!hit) return false;
      if (key === "ArrowRight") setPeeking(true);
      else {
        boxRef.current?.blur();
        router.push(`/patients/${hit.id}`);
      }
      return true;
    };
    return () => {
      keyRef.current = null;
    };
  }, [active, boxRef, go, keyRef, pages, router, text]);

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
