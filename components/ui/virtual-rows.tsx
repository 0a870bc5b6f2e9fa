"use client";

import { type ReactElement, type ReactNode, type Ref, useCallback } from "react";
import { List, type ListImperativeAPI, type RowComponentProps } from "react-window";
import { useRowHeight } from "./row-height";

export type VirtualListProps = {
  label: string;
  rowCount: number;
  /** In pixels; that of the screen (`--row-height`) when left out. */
  rowHeight?: number;
  render: (index: number) => ReactNode;
  /** Called with the first and last row on the screen. */
  onVisible?: (first: number, last: number) => void;
  listRef?: Ref<ListImperativeAPI>;
  className?: string;
  role?: "list" | "listbox";
  id?: string;
};

type RowProps = { render: (index: number) => ReactNode; isListbox: boolean };

function Row({ index, style, render, isListbox, ariaAttributes }: RowComponentProps<RowProps>): ReactElement {
  // In a listbox what is rendered is the option; in a list this is the item.
  const aria = isListbox ? { role: "presentation" } : ariaAttributes;
  return (
    <div style={style} {...aria}>
      {render(index)}
    </div>
  );
}

/** The rows that are on the screen, and no others; loaded by VirtualList. */
export function VirtualRows(props: VirtualListProps) {
  const { label, rowCount, rowHeight, render, onVisible, listRef, className, role = "list", id } = props;
  const ownHeight = useRowHeight();
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
      rowHeight={rowHeight ?? ownHeight}
      rowProps={{ render, isListbox: role === "listbox" }}
      overscanCount={6}
      onRowsRendered={onRowsRendered}
      listRef={listRef}
    />
  );
}
