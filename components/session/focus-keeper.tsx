"use client";

import { useEffect, useLayoutEffect } from "react";
import { focusAgain } from "@/components/ui/opener";

/** How to find, on the page that comes back, what had the focus on the page that left. Names of fields only: nothing of a patient. */
let left: string | null = null;

function placeOf(element: Element | null): string | null {
  const name = element?.getAttribute("name");
  return name ? `main [name="${CSS.escape(name)}"]` : null;
}

/**
 * Remembers the field that has the focus when the lock takes the page away, and goes back to it after the unlocking; else to the
 * page. Stands before the page, so that it is asked while the page is still in the document.
 */
export function FocusKeeper() {
  useLayoutEffect(
    () => () => {
      left = placeOf(document.activeElement) ?? "main";
    },
    [],
  );
  useEffect(() => {
    if (left === null) return;
    const field = document.querySelector<HTMLElement>(left);
    left = null;
    focusAgain(field);
  }, []);
  return null;
}
