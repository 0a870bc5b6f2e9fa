import "server-only";
import type { Period } from "@medplum/fhirtypes";
import { isValidDate, isValidInstant, startOfDay } from "@/lib/time";

/** A valid resource whose values the product cannot hold; the message says why and where, without patient data. */
export class MappingFault extends Error {
  override name = "MappingFault";
}

/** `at`: instant for the database; `atText`: what was recorded, when it was no full date and time. */
export type Moment = { at?: string; atText?: string };

const DATE_TIME = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/;

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
    const at = startOfDay(`${year}-${month}-${day}`, timeZone);
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
