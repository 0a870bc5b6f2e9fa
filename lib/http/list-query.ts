import "server-only";
import { z } from "zod";
import { isValidDate, isValidInstant } from "@/lib/time";

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 200;

/** `?limit=&cursor=` of every list: 20 unless told, 200 at most. */
export const listQuery = {
  limit: z.coerce
    .number("must be a whole number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(LIMIT_MAX, `must be at most ${LIMIT_MAX}`)
    .default(LIMIT_DEFAULT),
  /** Read by lib/paging, which refuses what it did not write. */
  cursor: z.string().optional(),
};

/** A date or an instant with offset, as PostgreSQL will read it. */
export const dateOrInstant = z
  .string()
  // A plus sign in a URL that was not encoded arrives as a space.
  .transform((text) => text.replace(/ (\d{2}:\d{2})$/, "+$1"))
  .refine(
    (text) => isValidDate(text) || isValidInstant(text),
    "must be a date (2026-03-12) or an instant with offset (2026-03-12T09:30:00Z)",
  );
