import "server-only";
import { type CursorPart, encodeCursor } from "./cursor";

/** Cuts the one row more than a page that a list asked for, and says where the next page goes on; null on the last. */
export function toPage<Row>(
  rows: readonly Row[],
  { tenantId, limit }: { tenantId: string; limit: number },
  cursorOf: (last: Row) => readonly CursorPart[],
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(tenantId, cursorOf(last)) : null };
}
