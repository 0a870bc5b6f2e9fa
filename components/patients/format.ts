import { writtenIn } from "@/lib/time/rules";
import { dayOf } from "./format-moment";

const DAY_MS = 86_400_000;
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
