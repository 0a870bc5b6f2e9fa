"use client";

import { useRouter } from "next/navigation";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

import { useSearchText } from "@/components/shell/search-text";
import type { ListHandle } from "@/components/ui/virtual-range";
import type { PatientHit } from "@/lib/patients/schema";
import type { PatientHits } from "./use-patient-hits";

const PAGE_STEP = 10;
const FIRST_ROWS = 50;

export type MarkedRow = {
  index: number;
  point: (index: number) => void;
  isPeeking: boolean;
  stopPeeking: () => void;
};

/**
 * The row that Enter opens, moved by the keys of the search box. A new answer marks its first row, unless a row was chosen on
 * purpose. Enter pressed before the answer opens the first hit of that answer.
 */
export function useMarkedRow(found: PatientHits, list: RefObject<ListHandle | null>): MarkedRow {
  const { text, boxRef, keyRef } = useSearchText();
  const router = useRouter();
  const [index, setIndex] = useState(0);
  const [isPeeking, setPeeking] = useState(false);
  const chosenId = useRef<string | null>(null);
  const awaitedText = useRef<string | null>(null);
  const { hits, shownText } = found;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is another choice
  useEffect(() => {
    chosenId.current = null;
    awaitedText.current = null;
  }, [text]);

  const answeredText = useRef(shownText);
  useEffect(() => {
    if (answeredText.current === shownText) return;
    answeredText.current = shownText;
    const kept = hits.slice(0, FIRST_ROWS).findIndex((hit) => hit.id === chosenId.current);
    setIndex(Math.max(0, kept));
    if (hits.length > 0) list.current?.scrollToRow({ index: Math.max(0, kept) });
  }, [shownText, hits, list]);

  const open = useCallback(
    (hit: PatientHit) => {
      awaitedText.current = null;
      boxRef.current?.blur();
      router.push(`/patients/${hit.id}`);
    },
    [boxRef, router],
  );
  useEffect(() => {
    const [first] = hits;
    if (first && awaitedText.current !== null && awaitedText.current === shownText) open(first);
  }, [hits, shownText, open]);

  useEffect(() => {
    const go = (to: number): true => {
      const next = Math.max(0, Math.min(hits.length - 1, to));
      setIndex(next);
      chosenId.current = hits[next]?.id ?? null;
      if (hits.length > 0) list.current?.scrollToRow({ index: next, align: "smart" });
      return true;
    };
    keyRef.current = (key) => {
      if (key === "ArrowDown") return go(index + 1);
      if (key === "ArrowUp") return go(index - 1);
      if (key === "PageDown") return go(index + PAGE_STEP);
      if (key === "PageUp") return go(index - PAGE_STEP);
      const isAnswered = shownText === text.trim();
      if (key === "Enter" && !isAnswered && !chosenId.current) {
        awaitedText.current = text.trim();
        return true;
      }
      const hit = hits[index];
      if (!hit || (!isAnswered && hit.id !== chosenId.current)) return false;
      if (key === "ArrowRight") setPeeking(true);
      else open(hit);
      return true;
    };
    return () => {
      keyRef.current = null;
    };
  }, [hits, index, keyRef, list, open, shownText, text]);

  const stopPeeking = useCallback(() => setPeeking(false), []);
  return { index, point: setIndex, isPeeking, stopPeeking };
}
