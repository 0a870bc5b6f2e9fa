"use client";

import { useSyncExternalStore } from "react";

/** Heights of the rows of every list in pixels: one line for a mouse, one line for fingers, two lines where a screen is narrow. */
export const ROW_HEIGHT = { mouse: 36, touch: 44, twoLines: 60 } as const;

const NARROW = "(max-width: 767px)";
const COARSE = "(pointer: coarse)";

function subscribe(onChange: () => void): () => void {
  const media = [NARROW, COARSE].map((query) => window.matchMedia(query));
  for (const one of media) one.addEventListener("change", onChange);
  return () => {
    for (const one of media) one.removeEventListener("change", onChange);
  };
}

function rowHeight(): number {
  if (window.matchMedia(NARROW).matches) return ROW_HEIGHT.twoLines;
  return window.matchMedia(COARSE).matches ? ROW_HEIGHT.touch : ROW_HEIGHT.mouse;
}

/** The height of a list's rows on this screen, in pixels. */
export function useRowHeight(): number {
  return useSyncExternalStore(subscribe, rowHeight, () => ROW_HEIGHT.mouse);
}
