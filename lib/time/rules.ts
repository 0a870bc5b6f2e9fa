const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,40})?)?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/;
const FIRST_MS = Date.parse("0001-01-01T00:00:00Z");

/**
 * Whether `YYYY-MM-DD` names a day there is, from 0001-01-01 to 9999-12-31: the years that four digits can name and that
 * PostgreSQL has (it goes from 1 BC to AD 1, and so knows no year 0).
 */
export function isValidDate(text: string): boolean {
  if (!DATE.test(text) || text.startsWith("0000")) return false;
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}

/**
 * Whether the text is an ISO 8601 instant with offset, minutes at least, that PostgreSQL and a JS Date read alike: within
 * the years of isValidDate also in UTC, no second 60, no 24:00, an offset of at most 14 hours (as in XML Schema and FHIR).
 */
export function isValidInstant(text: string): boolean {
  const day = INSTANT.exec(text)?.[1];
  if (day === undefined || !isValidDate(day)) return false;
  const ms = Date.parse(text);
  return ms >= FIRST_MS && new Date(ms).getUTCFullYear() <= 9999;
}

/**
 * A locale as everything here is written in it: its words and separators with the Gregorian calendar and Latin digits, which are
 * those of the forms, of record numbers, phones and measured values. Without it th-TH shows the year 2523 above a field for 1980.
 */
export function writtenIn(locale: string): string {
  return `${locale}-u-ca-gregory-nu-latn`;
}

/** The orders in which a day, a month and a year are written. */
export const DATE_ORDERS = ["day-month-year", "month-day-year", "year-month-day"] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

const orders = new Map<string, DateOrder>();

/** The order in which people of a locale (BCP 47) write a date, as CLDR has it. */
export function dateOrderOf(locale: string): DateOrder {
  const known = orders.get(locale);
  if (known) return known;
  const parts = new Intl.DateTimeFormat(writtenIn(locale), {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(0);
  const written = parts
    .map((part) => part.type)
    .filter((type) => type === "day" || type === "month" || type === "year")
    .join("-");
  const order = DATE_ORDERS.find((one) => one === written) ?? "day-month-year";
  orders.set(locale, order);
  return order;
}

const days = new Map<string, Intl.DateTimeFormat>();

/** The day it is at that instant in a time zone (IANA name): `YYYY-MM-DD`. */
export function dayIn(timeZone: string, now: Date = new Date()): string {
  let format = days.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    days.set(timeZone, format);
  }
  return format.format(now);
}
