import { type RefObject, useLayoutEffect } from "react";

const GAP = 4;
const HEIGHT_MAX = 288;

/** Puts `popup` under `anchor`, or above it where that leaves more room; at its left edge and as wide, or ending at its right edge. */
function place(anchor: Element, popup: HTMLElement, side: "start" | "end"): void {
  const { top, bottom, left, right, width } = anchor.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  // What a keyboard on the screen covers is no room.
  const below = (window.visualViewport?.height ?? clientHeight) - bottom - 2 * GAP;
  const above = top - 2 * GAP;
  const isAbove = below < Math.min(popup.scrollHeight, HEIGHT_MAX) && above > below;
  Object.assign(popup.style, {
    maxHeight: `${Math.min(HEIGHT_MAX, isAbove ? above : below)}px`,
    top: isAbove ? "auto" : `${bottom + GAP}px`,
    bottom: isAbove ? `${clientHeight - top + GAP}px` : "auto",
    left: side === "start" ? `${left}px` : "auto",
    right: side === "end" ? `${clientWidth - right}px` : "auto",
    width: side === "start" ? `${width}px` : "auto",
  });
}

/** Keeps an open popover of the browser's top layer beside what it belongs to, whatever scrolls and however much it holds. */
export function usePlaced(
  isOpen: boolean,
  [anchor, popup]: readonly [RefObject<Element | null>, RefObject<HTMLElement | null>],
  side: "start" | "end",
): void {
  useLayoutEffect(() => {
    if (!isOpen) return;
    const placeNow = (event?: Event) => {
      const isOwn = event?.target instanceof Node && popup.current?.contains(event.target);
      if (anchor.current && popup.current && !isOwn) place(anchor.current, popup.current, side);
    };
    placeNow();
    window.addEventListener("scroll", placeNow, true);
    window.addEventListener("resize", placeNow);
    return () => {
      window.removeEventListener("scroll", placeNow, true);
      window.removeEventListener("resize", placeNow);
    };
  });
}
