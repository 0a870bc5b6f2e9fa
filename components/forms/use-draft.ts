"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { type Draft, findDraft, keepDraft, removeDraft } from "./draft-store";

/** Typed letters are on the disk within a second, however fast somebody types. */
const KEEP_MS = 400;

export type DraftState = {
  /** What an earlier visit to the form left, once it is known; undefined while it is looked for. */
  found: Draft | null | undefined;
  /** When the present text was last kept on this device; null while it is not. */
  keptAt: string | null;
  keep: (draft: Omit<Draft, "at">) => void;
  discard: () => void;
};

/** Keeps what is typed into `form` on this device until it is saved or discarded. A browser without storage works without drafts. */
export function useDraft(form: string): DraftState {
  const [found, setFound] = useState<Draft | null>();
  const [keptAt, setKeptAt] = useState<string | null>(null);
  const waiting = useRef<{ draft: Omit<Draft, "at">; timer: ReturnType<typeof setTimeout> } | null>(null);

  useEffect(() => {
    let isOpen = true;
    findDraft(form).then(
      (draft) => isOpen && setFound(draft),
      () => isOpen && setFound(null),
    );
    return () => {
      isOpen = false;
    };
  }, [form]);

  const write = useCallback(async () => {
    const next = waiting.current;
    waiting.current = null;
    if (!next) return;
    clearTimeout(next.timer);
    const at = new Date().toISOString();
    await keepDraft(form, { ...next.draft, at }).then(
      () => setKeptAt(at),
      () => setKeptAt(null),
    );
  }, [form]);

  // A closed form, a hidden tab and a page that goes away write at once.
  useEffect(() => {
    const onHide = () => void write();
    document.addEventListener("visibilitychange", onHide);
    window.addEventListener("pagehide", onHide);
    return () => {
      document.removeEventListener("visibilitychange", onHide);
      window.removeEventListener("pagehide", onHide);
      void write();
    };
  }, [write]);

  const keep = useCallback(
    (draft: Omit<Draft, "at">) => {
      const timer = waiting.current?.timer ?? setTimeout(() => void write(), KEEP_MS);
      waiting.current = { draft, timer };
    },
    [write],
  );
  const discard = useCallback(() => {
    if (waiting.current) clearTimeout(waiting.current.timer);
    waiting.current = null;
    setKeptAt(null);
    setFound(null);
    removeDraft(form).catch(() => {});
  }, [form]);
  return { found, keptAt, keep, discard };
}
