"use client";

import { useSyncExternalStore } from "react";

const QUERY = "(pointer: coarse), (max-width: 767px)";

function subscribe(onChange: () => void): () => void {
  const media = window.matchMedia(QUERY);
  media.addEventListener("change", onChange);
  return () => media.removeEventListener("change", onChange);
}

/** Whether rows must be tall: fingers instead of a mouse, or a screen too narrow for one line. */
export function useIsCoarse(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(QUERY).matches,
    () => false,
  );
}
