"use client";

import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { usePlaced } from "./place-popup";

export type MenuItem = { label: string; onSelect: () => void; isDanger?: boolean };

/** The browser's popover gives the focus to what has this attribute, which React would only imitate. */
const focusFirst = (item: HTMLButtonElement | null) => item?.setAttribute("autofocus", "");

/**
 * Actions behind a button: arrow keys, first letters and Esc work; the focus goes back to the button. A popover of the browser:
 * pressed before the scripts run it opens too, and has its items as soon as they do.
 */
export function Menu({
  label,
  trigger,
  items,
}: {
  label: string;
  trigger: ReactNode;
  items: readonly MenuItem[];
}) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => setOpen(popup.current?.matches(":popover-open") ?? false), []);
  usePlaced(isOpen, [button, popup], "end");
  return (
    <>
      <button
        ref={button}
        id={`${id}-button`}
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        popoverTarget={id}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          event.currentTarget.click();
        }}
        className="inline-grid size-8 place-items-center rounded text-muted hover:bg-sunken hover:text-ink aria-expanded:bg-sunken pointer-coarse:size-11"
      >
        {trigger}
      </button>
      <div
        ref={popup}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-labelledby={`${id}-button`}
        // Its items are there before it is shown, so that the first can have the focus, and until it has given the focus back.
        onBeforeToggle={({ newState }) => newState === "open" && flushSync(() => setOpen(true))}
        onToggle={({ newState }) => setOpen(newState === "open")}
        onKeyDown={moveFocus}
        className="fixed inset-auto m-0 min-w-48 overflow-y-auto rounded-lg border border-line bg-surface p-1 text-ink shadow-lg outline-none empty:hidden"
      >
        {isOpen
          ? items.map((item, index) => (
              <button
                key={item.label}
                ref={index === 0 ? focusFirst : undefined}
                type="button"
                role="menuitem"
                tabIndex={-1}
                onClick={() => {
                  popup.current?.hidePopover();
                  item.onSelect();
                }}
                className={`marked-item flex h-9 w-full cursor-default items-center rounded px-2 outline-none hover:bg-sunken focus:bg-sunken pointer-coarse:h-11 ${item.isDanger ? "text-danger" : ""}`}
              >
                {item.label}
              </button>
            ))
          : null}
      </div>
    </>
  );
}

/** Arrows go round, Home and End to the ends, a letter to the next item that begins with it; Tab leaves. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]")];
  const found = itemFor(event.key, items);
  if (!found) return;
  event.preventDefault();
  found.focus();
}

function itemFor(key: string, items: readonly HTMLElement[]): HTMLElement | undefined {
  const now = items.indexOf(document.activeElement as HTMLElement);
  if (key === "ArrowDown") return items[now + 1] ?? items[0];
  if (key === "ArrowUp") return items.at(now < 1 ? -1 : now - 1);
  if (key === "Home") return items[0];
  if (key === "End") return items.at(-1);
  if (key === " ") return undefined;
  const next = [...items.slice(now + 1), ...items.slice(0, now + 1)];
  return next.find((item) => item.textContent?.toLowerCase().startsWith(key.toLowerCase()));
}
