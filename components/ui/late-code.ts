"use client";

import { useSyncExternalStore } from "react";
import { atFirstSign } from "./first-sign";

const AGAIN_MS = 1_000;

export type LateCode<T> = {
  /** Fetches it now; without a network it is asked for again until it comes. */
  fetch: () => void;
  /** Fetches it once somebody uses the page: the first load does without, and it is there before it is needed. */
  fetchAtFirstSign: () => void;
  /** What was fetched; null before, and while the server's page is taken over, so that both say the same. */
  useCode: () => T | null;
};

/** Code that the first sight of a page does not need. */
export function lateCode<T>(load: () => Promise<T>): LateCode<T> {
  let code: T | null = null;
  let isAsked = false;
  const listeners = new Set<() => void>();
  const ask = () => {
    load().then(
      (found) => {
        code = found;
        for (const listener of listeners) listener();
      },
      () => setTimeout(ask, AGAIN_MS),
    );
  };
  const fetch = () => {
    if (!isAsked) ask();
    isAsked = true;
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    fetch,
    fetchAtFirstSign: () => atFirstSign(fetch),
    useCode: () =>
      useSyncExternalStore(
        subscribe,
        () => code,
        () => null,
      ),
  };
}
