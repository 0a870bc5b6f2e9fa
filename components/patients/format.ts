import { dayIn, writtenIn } from "@/lib/time/rules";

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

const DAY_MS = 86_400_000;
const PARTIAL_DATE = /^\d{4}(-\d{2}){0,2}$/;

/** The day of an instant in a zone, `YYYY-MM-DD`; a date is that day in every zone, a year or month its first. */
export function dayOf(at: string | Date, timeZone: string): string {
  if (typeof at === "string" && PARTIAL_DATE.test(at)) return `${at}-01-01`.slice(0, 10);
  return dayIn(timeZone, new Date(at));
}

/**
 * Age on a day (`YYYY-MM-DD`; that of death for the deceased) in the unit people use: days below a month, months below two years,
 * else years.
 */
export function formatAge(birthDate: string | null, onDay: string): string | null {
  if (!birthDate) return null;
  const [[year = 0, month = 1, day = 1], [toYear = 0, toMonth = 1, toDay = 1]] = [birthDate, onDay].map(
    (date) => date.split("-").map(Number),
  ) as [number[], number[]];
  const months = (toYear - year) * 12 + toMonth - month - (toDay < day ? 1 : 0);
  if (months < 1) return `${Math.max(0, Math.round((Date.parse(onDay) - Date.parse(birthDate)) / DAY_MS))} d`;
  return months < 24 ? `${months} mo` : `${Math.floor(months / 12)} y`;
}

const SEX_LETTERS = { female: "F", male: "M", other: "O", unknown: "–" } as const;

export function sexLetter(sex: keyof typeof SEX_LETTERS): string {
  return SEX_LETTERS[sex];
}

/** `Smith, Joanna`; either part may be missing. */
export function fullName(patient: { familyName: string; givenName: string }): string {
  return [patient.familyName, patient.givenName].filter(Boolean).join(", ") || "Name unknown";
}

/** How long ago in the clinic's zone: seen today, seen 3 days ago, seen Mar 2019. */
export function formatLastSeen(
  instant: string | null,
  clinic: { locale: string; timeZone: string },
  now: Date,
): string {
  if (!instant) return "not seen yet";
  const [today, seen] = [now, instant].map((at) => Date.parse(dayOf(at, clinic.timeZone))) as [
    number,
    number,
  ];
  const days = Math.round((today - seen) / DAY_MS);
  if (days <= 0) return "seen today";
  if (days === 1) return "seen yesterday";
  if (days < 32) return `seen ${days} days ago`;
  const format = new Intl.DateTimeFormat(writtenIn(clinic.locale), {
    month: "short",
    year: "numeric",
    timeZone: clinic.timeZone,
  });
  return `seen ${format.format(new Date(instant))}`;
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
