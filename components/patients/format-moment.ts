import { dayIn, writtenIn } from "@/lib/time/rules";

const PARTIAL_DATE = /^\d{4}(-\d{2}){0,2}$/;

/** `1984-03-12`, `1984-03` or `1984` in the clinic's words: 12 Mar 1984. No zone can move a birth date. */
export function formatBirthDate(date: string | null, locale: string): string {
  if (!date) return "birth date unknown";
  const [year = 0, month, day] = date.split("-").map(Number);
  const options: Intl.DateTimeFormatOptions = { year: "numeric", timeZone: "UTC" };
  if (month) options.month = "short";
  if (day) options.day = "2-digit";
  const at = new Date(0).setUTCFullYear(year, (month ?? 1) - 1, day ?? 1);
  return new Intl.DateTimeFormat(dayFirst(locale), options).format(at);
}

/** English dates read best day first (12 Mar 1984): no month can be taken for a day. */
function dayFirst(locale: string): string {
  return writtenIn(locale.startsWith("en") ? "en-GB" : locale);
}

/** The day of an instant in a zone, `YYYY-MM-DD`; a date is that day in every zone, a year or month its first. */
export function dayOf(at: string | Date, timeZone: string): string {
  if (typeof at === "string" && PARTIAL_DATE.test(at)) return `${at}-01-01`.slice(0, 10);
  return dayIn(timeZone, new Date(at));
}

/** `16:42` in the clinic's zone: one clock on every screen, that of the dates beside it. */
export function formatTime(instant: string, clinic: { locale: string; timeZone: string }): string {
  return new Intl.DateTimeFormat(dayFirst(clinic.locale), {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: clinic.timeZone,
  }).format(new Date(instant));
}

/** A day, or day and time, in the clinic's zone; partial dates as far as they are known. */
export function formatWhen(
  at: string | null,
  clinic: { locale: string; timeZone: string },
  withTime = false,
): string {
  if (!at) return "undated";
  if (PARTIAL_DATE.test(at)) return formatBirthDate(at, clinic.locale);
  const options: Intl.DateTimeFormatOptions = {
    day: "2-digit",
    month: "short",
    year: "numeric",
    timeZone: clinic.timeZone,
  };
  if (withTime) Object.assign(options, { hour: "2-digit", minute: "2-digit" });
  return new Intl.DateTimeFormat(dayFirst(clinic.locale), options).format(new Date(at));
}

/** `10:42` of today, the day and time otherwise; "never" for nothing. */
export function formatMoment(
  instant: string | null,
  clinic: { locale: string; timeZone: string },
  now: Date,
): string {
  if (!instant) return "never";
  return dayOf(instant, clinic.timeZone) === dayOf(now, clinic.timeZone)
    ? `today ${formatTime(instant, clinic)}`
    : formatWhen(instant, clinic, true);
}
