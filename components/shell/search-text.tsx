"use client";

import { createContext, type ReactNode, type RefObject, use, useMemo, useRef, useState } from "react";

/** What the box at the top tells the list below it about keys pressed in it. */
export type SearchKey = (
  key: "ArrowDown" | "ArrowUp" | "PageDown" | "PageUp" | "Enter" | "ArrowRight",
) => boolean;

type SearchText = {
  text: string;
  setText: (text: string) => void;
  boxRef: RefObject<HTMLInputElement | null>;
  /** The list that answers keys, and the id of its active row for screen readers. */
  keyRef: RefObject<SearchKey | null>;
  activeId: string | null;
  setActiveId: (id: string | null) => void;
};

const Context = createContext<SearchText | null>(null);

/** Shares the one search box with the page that shows its results. */
export function SearchTextProvider({ children }: { children: ReactNode }) {
  const [text, setText] = useState("");
  const [activeId, setActiveId] = useState<string | null>(null);
  const boxRef = useRef<HTMLInputElement>(null);
  const keyRef = useRef<SearchKey>(null);
  const value = useMemo(() => ({ text, setText, boxRef, keyRef, activeId, setActiveId }), [text, activeId]);
  return <Context value={value}>{children}</Context>;
}

export function useSearchText(): SearchText {
  const value = use(Context);
  if (!value) throw new Error("useSearchText needs SearchTextProvider around it.");
  return value;
}
