"use client";

import { usePathname, useRouter } from "next/navigation";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { X } from "@/components/ui/icons";
import { mayLeaveFor } from "@/components/ui/leave-page";
import { useSearchText } from "./search-text";

const LIST_KEYS = new Set(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Enter", "ArrowRight"]);

/** The search box that is always there: "/" focuses it, Esc clears it, typing on any page brings the results. `icon` is drawn by the server. */
export function SearchBox({ icon }: { icon: ReactNode }) {
  const search = useSearchText();
  const { setText, boxRef, keyRef, activeId } = search;
  const pathname = usePathname();
  const router = useRouter();
  const isOnList = pathname === "/patients";
  // Elsewhere the box starts empty; what was searched is there again on the way back to the list.
  const [draft, setDraft] = useState("");
  const text = isOnList ? search.text : draft;

  useEffect(() => {
    if (!isOnList) return;
    setDraft("");
  }, [isOnList]);

  useEffect(() => {
    const focus = (event: globalThis.KeyboardEvent) => {
      const target = event.target as HTMLElement | null;
      const isTyping = target?.matches("input, textarea, select, [contenteditable=true]");
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      boxRef.current?.focus();
      boxRef.current?.select();
    };
    window.addEventListener("keydown", focus);
    return () => window.removeEventListener("keydown", focus);
  }, [boxRef]);

  const change = (next: string) => {
    setText(next);
    if (isOnList) return;
    setDraft(next);
    if (mayLeaveFor("/patients")) router.push("/patients");
  };
  // What was typed while the scripts were on their way is searched for too.
  const takeOver = useRef(() => {
    const typed = boxRef.current?.value ?? "";
    if (typed !== "" && typed !== text) change(typed);
  });
  useEffect(() => takeOver.current(), []);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape" && text) {
      event.preventDefault();
      change("");
    } else if (LIST_KEYS.has(event.key)) {
      const isAtEnd = event.currentTarget.selectionStart === text.length;
      if (event.key === "ArrowRight" && !isAtEnd) return;
      const isDone = keyRef.current?.(event.key as "Enter") ?? false;
      if (isDone) event.preventDefault();
    }
  };

  return (
    <search className="relative min-w-0 flex-1">
      {icon}
      <input
        ref={boxRef}
        type="text"
        role="combobox"
        aria-label="Find a patient"
        aria-expanded={isOnList}
        aria-controls={isOnList ? "patient-hits" : undefined}
        aria-activedescendant={activeId ?? undefined}
        aria-autocomplete="list"
        placeholder="Find a patient by name, MRN, birth date or phone"
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize="off"
        spellCheck={false}
        enterKeyHint="search"
        maxLength={200}
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-9 w-full rounded-control border border-line-strong bg-surface pr-16 pl-9 text-ellipsis pointer-coarse:h-11 pointer-coarse:text-touch"
      />
      {text ? (
        <button
          type="button"
          aria-label="Clear the search"
          onClick={() => {
            change("");
            boxRef.current?.focus();
          }}
          className="absolute top-1/2 right-1 grid size-7 -translate-y-1/2 place-items-center rounded text-muted hover:text-ink pointer-coarse:size-11"
        >
          <X aria-hidden className="size-4" />
        </button>
      ) : (
        <kbd
          aria-hidden
          className="absolute top-1/2 right-3 -translate-y-1/2 rounded border border-line px-1.5 text-note text-muted max-md:hidden"
        >
          /
        </kbd>
      )}
    </search>
  );
}
