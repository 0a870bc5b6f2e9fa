/** Locales that write the month first, as CLDR has it: the United States and a few that follow it. */
const MONTH_FIRST = new Set([
  "en-US",
  "en-PH",
  "en-PR",
  "en-GU",
  "en-VI",
  "en-AS",
  "en-MH",
  "en-UM",
  "es-US",
  "es-PR",
]);

/**
 * A date as people type it, as `YYYY-MM-DD`: `1984-03-12` always, `12.03.1984` day first,
 * `03/12/1984` and `03-12-1984` by the locale. `null` when it is none of these. The date may still not exist; see isValidDate.
 */
export function parseTypedDate(text: string, locale: string): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return toDate(iso[1], iso[2], iso[3]);
  const typed = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/.exec(text);
  if (!typed) return null;
  const [, first, separator, second, year] = typed;
  const isMonthFirst = separator !== "." && MONTH_FIRST.has(locale);
  return isMonthFirst ? toDate(year, first, second) : toDate(year, second, first);
}

function toDate(year = "", month = "", day = ""): string {
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}
