"use client";

import { type RefObject, useImperativeHandle, useLayoutEffect } from "react";
import { useVirtualizer } from "react-window";
import { useRowHeight } from "./row-height";

export type ListHandle = { scrollToRow: (to: { index: number; align?: "smart" | "auto" }) => void };

/** The first and the last row that are in the document. */
export type RowRange = { first: number; last: number };

type Props = {
  scroller: HTMLElement;
  rowCount: number;
  rowHeight?: number;
  onRange: (range: RowRange) => void;
  onVisible?: (first: number, last: number) => void;
  listRef?: RefObject<ListHandle | null>;
};

const ROWS_AROUND = 6;

/** Tells which rows of a list are on the screen, or nearly, as it scrolls. Paints nothing itself; loaded by VirtualList. */
export function VirtualRange({ scroller, rowCount, rowHeight, onRange, onVisible, listRef }: Props) {
  const ownHeight = useRowHeight();
  const { items, scrollToIndex } = useVirtualizer({
    element: scroller,
    count: rowCount,
    itemSize: rowHeight ?? ownHeight,
    overscanCount: ROWS_AROUND,
    defaultSize: scroller.clientHeight,
    defaultScrollOffset: scroller.scrollTop,
    onItemsRendered: (visible) => onVisible?.(visible.startIndex, visible.stopIndex),
  });
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;
  // Before the paint, so that what is scrolled to is never seen empty.
  useLayoutEffect(() => onRange({ first, last }), [first, last, onRange]);
  useImperativeHandle(listRef, () => ({ scrollToRow: scrollToIndex }), [scrollToIndex]);
  return null;
}
