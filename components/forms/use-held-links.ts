"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { onLeave } from "@/components/ui/leave-page";
import type { SaveState } from "./form-view";

const WAITS = "Not saved yet: this page stays until the server answers.";

/** Where a plain click leads within the site; null for what the browser opens elsewhere. */
function placeOf(event: MouseEvent): string | null {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
  if (!link || isElsewhere || link.target || link.origin !== window.location.origin) return null;
  return link.pathname + link.search + link.hash;
}

/**
 * While the answer to a save is asked for again, a link within the site or a search waits: without a network the browser would put another page
 * in the place of this one, which ends the asking. It is followed once the save is through; where that is refused, the form stays.
 */
export function useHeldLinks(state: SaveState<unknown>["is"], tell: (text: string) => void): void {
  const router = useRouter();
  const held = useRef<string | null>(null);
  useEffect(() => {
    if (state !== "retrying") {
      const place = held.current;
      held.current = null;
      if (place !== null && state === "idle") router.push(place);
      return;
    }
    const wait = (place: string): void => {
      // A search tells each letter.
      if (held.current !== place) tell(WAITS);
      held.current = place;
    };
    const hold = (event: MouseEvent) => {
      const place = placeOf(event);
      if (place === null) return;
      event.preventDefault();
      event.stopPropagation();
      wait(place);
    };
    // Before the page's own links hear of it.
    document.addEventListener("click", hold, true);
    const ignore = onLeave(wait);
    return () => {
      document.removeEventListener("click", hold, true);
      ignore();
    };
  }, [state, router, tell]);
}
