"use client";

import { useSyncExternalStore } from "react";

/** The height of rows that hold one line and are never touched, in pixels. */
export const LINE_HEIGHT = 36;

const NARROW = "(max-width: 767px)";
const COARSE = "(pointer: coarse)";

function subscribe(onChange: () => void): () => void {
  const media = [NARROW, COARSE].map((query) => window.matchMedia(query));
  for (const one of media) one.addEventListener("change", onChange);
  return () => {
    for (const one of media) one.removeEventListener("change", onChange);
  };
}

/** `--row-height` of globals.css: the style sheet and the list must agree to the pixel, or rows jump when the list takes over. */
function rowHeight(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row-height"));
}

/** The height of a list's rows on this screen, in pixels. */
export function useRowHeight(): number {
  return useSyncExternalStore(subscribe, rowHeight, () => LINE_HEIGHT);
}
