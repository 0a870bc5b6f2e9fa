"use client";

import Navigation from "@github/combobox-nav";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

type List = { isOpen: boolean; isTyped: boolean; shown: readonly string[] };

/** The keys of an open list, by @github/combobox-nav: it marks with aria-selected, and Enter clicks what is marked. */
export function useListKeys(
  { isOpen, isTyped, shown }: List,
  input: RefObject<HTMLInputElement | null>,
  list: RefObject<HTMLElement | null>,
): void {
  const navigation = useRef<Navigation>(null);
  useEffect(() => {
    if (!input.current || !list.current) return;
    const made = new Navigation(input.current, list.current, { tabInsertsSuggestions: false });
    navigation.current = made;
    return () => made.stop();
  }, [input, list]);
  useLayoutEffect(() => {
    if (!isOpen) return;
    list.current?.showPopover();
    navigation.current?.start();
    return () => {
      navigation.current?.stop();
      list.current?.hidePopover();
    };
  }, [isOpen, list]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other options are marked anew
  useLayoutEffect(() => {
    const keys = navigation.current;
    if (!isOpen || !keys) return;
    // Of what was typed the first is meant; before, what is chosen is marked, and the arrows go on from there.
    keys.firstOptionSelectionMode = isTyped ? "selected" : "none";
    keys.resetSelection();
    const chosen = isTyped ? null : list.current?.querySelector("[aria-current=true]");
    if (!chosen) return;
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    input.current?.setAttribute("aria-activedescendant", chosen.id);
  }, [isOpen, isTyped, shown]);
}
