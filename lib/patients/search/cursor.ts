import "server-only";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { isUuid } from "@/lib/tenancy";
import type { Keyset } from "./found";

/** Where a page ended, and the total that the first page counted, so that later pages need not. */
export type SearchCursor = { after: Keyset; total: { value: number; capped: boolean } };

const DAY = /^(\d{4}-\d{2}-\d{2}|-infinity|infinity)$/;
const shape = z.tuple([
  z.literal([0, 1, 2]),
  z.string().regex(DAY),
  z.string().refine(isUuid),
  z.number().int().min(0),
  z.boolean(),
]);

/** Writes a cursor as opaque text. */
export function encodeCursor(cursor: SearchCursor): string {
  const { after, total } = cursor;
  return Buffer.from(JSON.stringify([after.rank, after.day, after.id, total.value, total.capped])).toString(
    "base64url",
  );
}

/**
 * Reads a cursor of encodeCursor.
 * @throws AppError("invalid_cursor")
 */
export function decodeCursor(text: string): SearchCursor {
  try {
    const [rank, day, id, value, capped] = shape.parse(
      JSON.parse(Buffer.from(text, "base64url").toString("utf8")),
    );
    return { after: { rank, day, id }, total: { value, capped } };
  } catch {
    throw new AppError("invalid_cursor", "Ask for the first page again, without a cursor.");
  }
}
