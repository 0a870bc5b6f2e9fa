import "server-only";
import { z } from "zod";

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
  cursor: z.string().max(2_000, "is too long").optional(),
};

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A date or an instant with offset, as PostgreSQL will read it. */
export const dateOrInstant = z
  .string()
  // A plus sign in a URL that was not encoded arrives as a space.
  .transform((text) => text.replace(/ (\d{2}:\d{2})$/, "+$1"))
  .refine(
    (text) =>
      (DATE.test(text) || INSTANT.test(text)) &&
      !Number.isNaN(Date.parse(text)) &&
      isRealDay(text.slice(0, 10)),
    "must be a date (2026-03-12) or an instant with offset (2026-03-12T09:30:00Z)",
  );

function isRealDay(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
}
