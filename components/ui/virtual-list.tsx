"use client";

import { type ReactElement, type ReactNode, type Ref, useCallback } from "react";
import { List, type ListImperativeAPI, type RowComponentProps } from "react-window";

type RowProps = { render: (index: number) => ReactNode; isListbox: boolean };
type Props = {
  label: string;
  rowCount: number;
  rowHeight: number;
  render: (index: number) => ReactNode;
  /** Called with the first and last row on the screen. */
  onVisible?: (first: number, last: number) => void;
  listRef?: Ref<ListImperativeAPI>;
  className?: string;
  role?: "list" | "listbox";
  id?: string;
};

function Row({ index, style, render, isListbox, ariaAttributes }: RowComponentProps<RowProps>): ReactElement {
  // In a listbox what is rendered is the option; in a list this is the item.
  const aria = isListbox ? { role: "presentation" } : ariaAttributes;
  return (
    <div style={style} {...aria}>
      {render(index)}
    </div>
  );
}

/** The one virtual list: rows of equal height, only those on the screen are in the document. */
export function VirtualList({
  label,
  rowCount,
  rowHeight,
  render,
  onVisible,
  listRef,
  className,
  role = "list",
  id,
}: Props) {
  const onRowsRendered = useCallback(
    (visible: { startIndex: number; stopIndex: number }) =>
      onVisible?.(visible.startIndex, visible.stopIndex),
    [onVisible],
  );
  return (
    <List
      id={id}
      role={role}
      aria-label={label}
      className={className}
      tabIndex={role === "list" ? 0 : undefined}
      rowComponent={Row}
      rowCount={rowCount}
      rowHeight={rowHeight}
      rowProps={{ render, isListbox: role === "listbox" }}
      overscanCount={6}
      onRowsRendered={onRowsRendered}
      listRef={listRef}
    />
  );
}
