"use client";

import { type ReactNode, type RefObject, useEffect, useState } from "react";
import { lateCode } from "./late-code";
import type { ListHandle, RowRange } from "./virtual-range";

type Props = {
  label: string;
  rowCount: number;
  /** In pixels; that of the screen (`--row-height`) when left out. */
  rowHeight?: number;
  render: (index: number) => ReactNode;
  /** Called with the first and last row on the screen. */
  onVisible?: (first: number, last: number) => void;
  listRef?: RefObject<ListHandle | null>;
  className?: string;
  role?: "list" | "listbox";
  id?: string;
};

/** As many as a tall screen shows at once. */
const FIRST_ROWS = 40;

const virtualRange = lateCode(() => import("./virtual-range").then((m) => m.VirtualRange));

/**
 * The one virtual list: rows of equal height, only those on the screen are in the document. The server's page holds the first of
 * them; the code that follows the scrolling is fetched when somebody is there, and takes over while all that is shown, scrolled to
 * or has the focus stays as it is.
 */
export function VirtualList(props: Props) {
  const { label, rowCount, rowHeight, render, onVisible, listRef, className, role = "list", id } = props;
  const VirtualRange = virtualRange.useCode();
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [{ first, last }, setRange] = useState<RowRange>({ first: 0, last: FIRST_ROWS - 1 });
  useEffect(() => virtualRange.fetchAtFirstSign(), []);
  const height = rowHeight ? `${rowHeight}px` : "var(--row-height)";
  const end = Math.min(last, rowCount - 1);
  const rows = Array.from({ length: Math.max(0, end - first + 1) }, (_, i) => first + i);
  return (
    <>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is one of list and listbox */}
      <div
        ref={setScroller}
        id={id}
        role={role}
        aria-label={label}
        className={`relative max-h-full grow overflow-y-auto ${className ?? ""}`}
        tabIndex={role === "list" ? 0 : undefined}
      >
        {rows.map((index) => (
          <div
            key={index}
            className="absolute w-full"
            style={{ height, top: `calc(${height} * ${index})` }}
            {...(role === "listbox"
              ? { role: "presentation" }
              : { role: "listitem", "aria-posinset": index + 1, "aria-setsize": rowCount })}
          >
            {render(index)}
          </div>
        ))}
        <div aria-hidden style={{ height: `calc(${height} * ${rowCount})` }} />
      </div>
      {VirtualRange && scroller ? (
        <VirtualRange {...{ scroller, rowCount, rowHeight, onVisible, listRef }} onRange={setRange} />
      ) : null}
    </>
  );
}
