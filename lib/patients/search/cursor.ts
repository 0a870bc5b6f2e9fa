import "server-only";
import { z } from "zod";
import { decodeCursor, encodeCursor } from "@/lib/paging";
import { isUuid } from "@/lib/tenancy";
import { isValidDate } from "@/lib/time";
import type { Keyset } from "./found";

/** Where a page ended, and the total that the first page counted, so that later pages need not. */
export type SearchCursor = { after: Keyset; total: { value: number; capped: boolean } };

const shape = z.tuple([
  z.literal([0, 1, 2]),
  z.string().refine((day) => day === "-infinity" || isValidDate(day)),
  z.string().refine(isUuid),
  z.number().int().min(0),
  z.boolean(),
]);

/** Writes a cursor as opaque text. */
export function writeSearchCursor({ after, total }: SearchCursor): string {
  return encodeCursor([after.rank, after.day, after.id, total.value, total.capped]);
}

/**
 * Reads a cursor of writeSearchCursor.
 * @throws AppError("invalid_cursor")
 */
export function readSearchCursor(text: string): SearchCursor {
  const [rank, day, id, value, capped] = decodeCursor(shape, text);
  return { after: { rank, day, id }, total: { value, capped } };
}
