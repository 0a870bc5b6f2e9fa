"use client";

import { useDeferredValue, useEffect, useMemo, useRef } from "react";

import { useClinic } from "@/components/shell/clinic";
import { useSearchText } from "@/components/shell/search-text";
import { lazily } from "@/components/ui/lazily";
import { VirtualList } from "@/components/ui/virtual-list";
import type { ListHandle } from "@/components/ui/virtual-range";
import { normaliseName } from "@/lib/patients/rules";
import { PatientRow } from "./patient-row";
import { rowId } from "./patients-query";
import { SearchStatus } from "./search-status";
import { useDebounced } from "./use-debounced";
import { useMarkedRow } from "./use-marked-row";
import { type Recent, usePatientHits } from "./use-patient-hits";
import { useWarmChart } from "./use-warm-chart";

// Opened by few, so not part of the first load.
const PatientPeek = lazily(() => import("./patient-peek").then((m) => m.PatientPeek));

/** Long enough to skip the letters of a fast typist's burst, short enough not to be felt. */
const DEBOUNCE_MS = 20;

/** Results of the search box while typing; before typing, the patients seen last. */
export function PatientSearch({ recent }: { recent: Recent }) {
  const { text, boxRef, setActiveId } = useSearchText();
  const found = usePatientHits(useDebounced(text.trim(), DEBOUNCE_MS), recent);
  const list = useRef<ListHandle>(null);
  const marked = useMarkedRow(found, list);
  const clinic = useClinic();
  const { hits, shownText } = found;
  const now = useMemo(() => new Date(recent.renderedAt), [recent.renderedAt]);
  const words = useMemo(() => normaliseName(shownText).split(" ").filter(Boolean), [shownText]);
  const activeHit = useDeferredValue(hits[marked.index] ?? null);
  // Before anybody pointed or typed, the first row is marked only because one has to be.
  useWarmChart(marked.index > 0 || shownText !== "" ? (activeHit?.id ?? null) : null);

  useEffect(() => boxRef.current?.focus(), [boxRef]);
  useEffect(() => {
    setActiveId(activeHit ? rowId(activeHit) : null);
    return () => setActiveId(null);
  }, [activeHit, setActiveId]);

  const renderRow = (index: number) => {
    const hit = hits[index];
    if (!hit) return <div className="late mx-4 mt-2 h-4 rounded bg-sunken" />;
    const isActive = index === marked.index;
    return <PatientRow {...{ hit, index, words, clinic, isActive, now }} onPoint={marked.point} />;
  };
  return (
    <div data-answered={shownText} className="grid h-full min-h-0 grid-rows-[36px_minmax(0,1fr)]">
      <h1 className="sr-only">Patients</h1>
      <SearchStatus found={found} text={text.trim()} />
      <div className="flex min-h-0">
        <VirtualList
          id="patient-hits"
          role="listbox"
          label={shownText ? "Patients found" : "Patients seen last"}
          className="min-w-0 flex-1"
          rowCount={hits.length + (found.hasMore ? 1 : 0)}
          listRef={list}
          onVisible={found.onVisible}
          render={renderRow}
        />
        {marked.isPeeking && activeHit ? <PatientPeek hit={activeHit} onClose={marked.stopPeeking} /> : null}
      </div>
    </div>
  );
}
