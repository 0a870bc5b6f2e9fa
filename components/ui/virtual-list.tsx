"use client";

import { type ReactElement, type ReactNode, type Ref, useCallback } from "react";
import { List, type ListImperativeAPI, type RowComponentProps } from "react-window";

type RowProps = { render: (index: number) => ReactNode };
type Props = {
  label: string;
  rowCount: number;
  rowHeight: number;
  render: (index: number) => ReactNode;
  /** Called with the first and last row on the screen. */
  onVisible?: (first: number, last: number) => void;
  listRef?: Ref<ListImperativeAPI>;
  className?: string;
  role?: string;
  id?: string;
};

function Row({ index, style, render }: RowComponentProps<RowProps>): ReactElement {
  return <div style={style}>{render(index)}</div>;
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
      rowComponent={Row}
      rowCount={rowCount}
      rowHeight={rowHeight}
      rowProps={{ render }}
      overscanCount={6}
      onRowsRendered={onRowsRendered}
      listRef={listRef}
    />
  );
}
