import { isValidDate } from "./rules";

const DAY_MS = 86_400_000;
// The instants that PostgreSQL and four digits of a year can name alike.
const FIRST_MS = Date.parse("0001-01-01T00:00:00Z");
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
      timeZone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** What the clocks of a zone show at an instant, as if they were UTC. */
function wallMs(instantMs: number, timeZone: string): number {
  if (timeZone === "UTC") return instantMs;
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instantMs)
      .map(({ type, value }) => [type, value]),
  );
  const get = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type) ?? 0);
  const wall = new Date(0);
  // Date.UTC reads the years 0 to 99 as 1900 to 1999; the year before 1 is 1 BC.
  wall.setUTCFullYear(
    parts.get("era") === "BC" ? 1 - get("year") : get("year"),
    get("month") - 1,
    get("day"),
  );
  return wall.setUTCHours(get("hour"), get("minute"), get("second"));
}

/**
 * The first instant of a day (`YYYY-MM-DD`) in a time zone, in milliseconds. Where the clock skips midnight the day begins with
 * the hour after, where midnight comes twice with the first.
 */
function startMs(day: string, timeZone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (timeZone === "UTC") return midnight;
  const offsetAt = (ms: number): number => wallMs(ms, timeZone) - Math.floor(ms / 1000) * 1000;
  const [before, after] = [offsetAt(midnight - DAY_MS), offsetAt(midnight + DAY_MS)];
  const shown = [midnight - before, midnight - after].filter((ms) => wallMs(ms, timeZone) === midnight);
  // When no clock showed it, the change was at midnight: the moment at which the former offset would have.
  return shown.length > 0 ? Math.min(...shown) : midnight - before;
}

/** Milliseconds as PostgreSQL reads them; beyond the years that it and ISO 8601 share, an infinity. */
function toInstant(ms: number): string {
  if (ms < FIRST_MS) return "-infinity";
  return ms > LAST_MS ? "infinity" : new Date(ms).toISOString();
}

function dayAfter(day: string): string {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString();
  // The year 10000 has a sign and six digits.
  return next.startsWith("+") ? "infinity" : next.slice(0, 10);
}

/** The first instant of a day (`YYYY-MM-DD`) in a time zone, ISO 8601 in UTC. */
export function startOfDay(day: string, timeZone: string): string {
  return toInstant(startMs(day, timeZone));
}

/**
 * An end of a range: the first instant behind it, and the first day, for what was recorded as a date alone and is the same day in
 * every zone. Either may be an infinity, as text that sorts as such among dates.
 */
export type Bound = { at: string; day: string };

/** Where a range begins that was asked for `from` a day of the clinic, which belongs to it, or from an instant on. */
export function sinceBound(from: string, timeZone: string): Bound {
  if (isValidDate(from)) return { at: startOfDay(from, timeZone), day: from };
  const ms = Date.parse(from);
  const day = new Date(wallMs(ms, timeZone)).toISOString().slice(0, 10);
  // The clinic's clocks may show the year 0 or 10000 at an instant that UTC still has in its years.
  if (!isValidDate(day)) return { at: from, day: day.startsWith("+") ? "infinity" : "-infinity" };
  return { at: from, day: startMs(day, timeZone) >= ms ? day : dayAfter(day) };
}

/** Where a range ends, exclusively, that was asked for up `to` a day of the clinic, which belongs to it, or until before an instant. */
export function untilBound(to: string, timeZone: string): Bound {
  if (!isValidDate(to)) return sinceBound(to, timeZone);
  const day = dayAfter(to);
  return { at: isValidDate(day) ? startOfDay(day, timeZone) : day, day };
}
