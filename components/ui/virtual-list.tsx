"use client";

import { lazily } from "./lazily";
import type { VirtualListProps } from "./virtual-rows";

/** As many as a tall screen shows at once. */
const FIRST_ROWS = 40;

const VirtualRows = lazily(() => import("./virtual-rows").then((m) => m.VirtualRows), FirstRows);

/**
 * The one virtual list: rows of equal height, only those on the screen are in the document. The server's page holds the first of
 * them as they are, where they stay; the code that follows the scrolling takes over when it has come.
 */
export function VirtualList(props: VirtualListProps) {
  return <VirtualRows {...props} />;
}

function FirstRows({ label, rowCount, rowHeight, render, className, role = "list", id }: VirtualListProps) {
  const height = rowHeight ? `${rowHeight}px` : "var(--row-height)";
  const shown = Math.min(rowCount, FIRST_ROWS);
  const rows = Array.from({ length: shown }, (_, index) => (
    <div
      // biome-ignore lint/suspicious/noArrayIndexKey: rows are places, not things
      key={index}
      style={{ height }}
      {...(role === "listbox"
        ? { role: "presentation" }
        : { role: "listitem", "aria-posinset": index + 1, "aria-setsize": rowCount })}
    >
      {render(index)}
    </div>
  ));
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is one of list and listbox
    <div
      id={id}
      role={role}
      aria-label={label}
      className={className}
      tabIndex={role === "list" ? 0 : undefined}
      style={{ position: "relative", maxHeight: "100%", flexGrow: 1, overflowY: "auto" }}
    >
      {rows}
      <div aria-hidden style={{ height: `calc(${height} * ${rowCount - shown})` }} />
    </div>
  );
}
