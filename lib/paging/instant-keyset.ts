import "server-only";
import { z } from "zod";
import { isUuid } from "@/lib/tenancy";
import { isValidInstant } from "@/lib/time";
import { decodeCursor } from "./cursor";

/** The last row of a page of a list that is ordered by instant and id, newest first. `at` as PostgreSQL gave it, `-infinity` for undated. */
export type InstantKeyset = { at: string; id: string };

/** Sorts after every id in use. */
export const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const FROM_START: InstantKeyset = { at: "infinity", id: LAST_ID };

/** The parts of such a cursor, for lists that need a further one to break ties. */
export const INSTANT_PARTS = [
  z.string().refine((text) => text === "-infinity" || isValidInstant(text)),
  z.string().refine(isUuid),
] as const;
const shape = z.tuple([...INSTANT_PARTS]);

/**
 * Where a list by instant goes on, or before its first row when there is no cursor. Its cursors have the parts `[at, id]`.
 * @throws AppError("invalid_cursor")
 */
export function toInstantKeyset(tenantId: string, cursor: string | undefined): InstantKeyset {
  if (!cursor) return FROM_START;
  const [at, id] = decodeCursor(tenantId, shape, cursor);
  return { at, id };
}
