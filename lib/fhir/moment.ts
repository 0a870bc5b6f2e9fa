import "server-only";
import type { Period } from "@medplum/fhirtypes";
import { isValidDate, isValidInstant } from "@/lib/time";

/** A valid resource whose values the product cannot hold; the message says why and where, without patient data. */
export class MappingFault extends Error {
  override name = "MappingFault";
}

/** `at`: instant for the database; `atText`: what was recorded, when it was no full date and time. */
export type Moment = { at?: string; atText?: string };

const DATE_TIME = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
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

function utcMs(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const date = new Date(0);
  // Date.UTC reads the years 0 to 99 as 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second);
}

function zoneOffsetMs(timeZone: string, instantMs: number): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instantMs)
      .map((part) => [part.type, Number(part.value)]),
  );
  const get = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const wall = utcMs(get("year"), get("month"), get("day"), get("hour"), get("minute"), get("second"));
  return wall - Math.floor(instantMs / 1000) * 1000;
}

function midnight(timeZone: string, year: number, month: number, day: number): string {
  const wall = utcMs(year, month, day);
  if (timeZone === "UTC") return new Date(wall).toISOString();
  // The offset at the guess may be that of the other side of a clock change; once more settles it.
  const guess = wall - zoneOffsetMs(timeZone, wall);
  return new Date(wall - zoneOffsetMs(timeZone, guess)).toISOString();
}

/**
 * The instant of a FHIR date, dateTime or instant. A date without a time begins at midnight of `timeZone`, a year or month
 * on its first day, and keeps its text.
 * @throws MappingFault when there is no such day or time
 */
export function toMoment(text: string | undefined, timeZone: string, path: string): Moment {
  if (text === undefined) return {};
  const match = DATE_TIME.exec(text);
  const [, year, month = "01", day = "01", hour, minute, second, fraction, zone] = match ?? [];
  if (!isValidDate(`${year}-${month}-${day}`)) throw new MappingFault(`There is no such date (${path})`);
  if (hour === undefined) {
    const at = midnight(timeZone, Number(year), Number(month), Number(day));
    if (!isValidInstant(at)) throw new MappingFault(`There is no such date (${path})`);
    return { at, atText: text };
  }
  // FHIR allows the leap second, which a clock reads as the second before.
  const seconds = second === "60" ? "59" : (second ?? "00");
  const at = `${year}-${month}-${day}T${hour}:${minute}:${seconds}${fraction ?? ""}${zone}`;
  if (!isValidInstant(at)) throw new MappingFault(`There is no such time (${path})`);
  return { at };
}

/** Beginning and end of a period; an open end stays open. */
export function toSpan(
  period: Period | undefined,
  timeZone: string,
  path: string,
): Moment & { endAt?: string } {
  const start = toMoment(period?.start, timeZone, `${path}.start`);
  const { at: endAt } = toMoment(period?.end, timeZone, `${path}.end`);
  return endAt === undefined ? start : { ...start, endAt };
}
