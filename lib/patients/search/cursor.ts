import "server-only";
import { z } from "zod";
import { type CursorPart, decodeCursor } from "@/lib/paging";
import { isUuid } from "@/lib/tenancy";
import { isValidDate } from "@/lib/time";
import type { Keyset } from "./ask";
import { RANK, type Total } from "./found";

const shape = z.tuple([
  z.literal([RANK.exact, RANK.prefix, RANK.fuzzy]),
  z.string().refine((day) => /^-?infinity$/.test(day) || isValidDate(day)),
  z.string().refine(isUuid),
  z.number().int().min(0),
  z.boolean(),
]);

/** What a search's cursor holds: the last hit shown, and the total that the first page counted, so that later pages need not. */
export function toCursorParts(last: Keyset, total: Total): CursorPart[] {
  return [last.rank, last.day, last.id, total.value, total.capped];
}

/**
 * Reads a cursor of toCursorParts.
 * @throws AppError("invalid_cursor")
 */
export function readSearchCursor(tenantId: string, cursor: string): { after: Keyset; total: Total } {
  const [rank, day, id, value, capped] = decodeCursor(tenantId, shape, cursor);
  return { after: { rank, day, id }, total: { value, capped } };
}
