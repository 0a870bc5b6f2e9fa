import "server-only";
import type { Period } from "@medplum/fhirtypes";
import { dayIn, isValidDate, startOfDay } from "@/lib/time";

/** A moment as periods are held against it: the instant, and the day it is at the clinic. */
export type AsOf = { ms: number; day: string };

export function asOf(timeZone: string, now: Date = new Date()): AsOf {
  return { ms: now.getTime(), day: dayIn(timeZone, now) };
}

/** -1: the moment is over at `at`, 0: it is then, 1: it is ahead. A day, month or year lasts until its end. */
function sideOf(text: string, at: AsOf): number {
  if (text.includes("T")) return Math.sign(Date.parse(text) - at.ms);
  const same = at.day.slice(0, text.length);
  return text === same ? 0 : text < same ? -1 : 1;
}

/**
 * Whether a period holds the moment. FHIR R4, datatypes.html#Period: a missing end means ongoing, and an end includes all that
 * matches it ("2012-02-03T10:00:00 is in a period that has an end value of 2012-02-03").
 */
function isWithin({ start, end }: Period, at: AsOf): boolean {
  return !(start && sideOf(start, at) > 0) && !(end && sideOf(end, at) < 0);
}

/**
 * Whether a name, address, contact point or identifier is the patient's at that moment. FHIR R4: `use` "old" is no longer in use
 * (valueset-name-use, -address-use, -contact-point-use, -identifier-use), and `period` says when it was or is in use
 * (datatypes.html#HumanName, #Address, #ContactPoint, #Identifier).
 */
export function isInUse(element: { use?: string; period?: Period }, at: AsOf): boolean {
  return element.use !== "old" && (element.period === undefined || isWithin(element.period, at));
}

/** The years that four digits write are over: an end then (9999-12-31T23:59:59Z) says that there is none. */
const FOR_EVER_MS = Date.UTC(10_000, 0, 1);

/**
 * The first instant after `at` at which one of the elements begins or ceases to be in use, ISO 8601 in UTC; null when none is known.
 * Days are those of the time zone.
 */
export function nextTurn(
  elements: readonly { use?: string; period?: Period }[],
  at: AsOf,
  timeZone: string,
): string | null {
  const turns = elements.flatMap(({ use, period }) =>
    period && use !== "old" ? [beginOf(period.start, timeZone), afterOf(period.end, timeZone)] : [],
  );
  const next = Math.min(...turns.filter((ms) => ms > at.ms && ms < FOR_EVER_MS));
  return Number.isFinite(next) ? new Date(next).toISOString() : null;
}

/** The first instant that a start lets in; NaN without one. */
function beginOf(start: string | undefined, timeZone: string): number {
  return start?.includes("T") ? Date.parse(start) : dayMs(firstDayOf(start), timeZone);
}

/** The first instant that an end no longer lets in; NaN without one. */
function afterOf(end: string | undefined, timeZone: string): number {
  if (end?.includes("T")) return Date.parse(end) + 1;
  const [year = "", month, day] = (end ?? "").split("-").map(Number);
  const after = new Date(0);
  // Date.UTC reads the years 0 to 99 as 1900 to 1999; the day after the last of a month is carried over.
  if (day) after.setUTCFullYear(Number(year), Number(month) - 1, day + 1);
  else if (month) after.setUTCFullYear(Number(year), month, 1);
  else after.setUTCFullYear(Number(year || Number.NaN) + 1, 0, 1);
  return Number.isNaN(after.getTime()) ? Number.NaN : dayMs(after.toISOString().slice(0, 10), timeZone);
}

/** The first day of a date, month or year. */
function firstDayOf(text: string | undefined): string {
  return `${text}-01-01`.slice(0, 10);
}

function dayMs(day: string, timeZone: string): number {
  return isValidDate(day) ? Date.parse(startOfDay(day, timeZone)) : Number.NaN;
}
