import type { DateOrder } from "@/lib/time";

/**
 * A date as people type it, as `YYYY-MM-DD`: with the year first (`1984-03-12`, `1984/03/12`, `1984.3.12`) always so, `12.03.1984`
 * day first, `03/12/1984` and `03-12-1984` by the clinic's order. `null` when it is none of these. The date may still not exist; see isValidDate.
 */
export function parseTypedDate(text: string, order: DateOrder): string | null {
  const yearFirst = /^(\d{4})([./-])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (yearFirst) return toDate(yearFirst[1], yearFirst[3], yearFirst[4]);
  const typed = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/.exec(text);
  if (!typed) return null;
  const [, first, separator, second, year] = typed;
  const isMonthFirst = separator !== "." && order === "month-day-year";
  return isMonthFirst ? toDate(year, first, second) : toDate(year, second, first);
}

function toDate(year = "", month = "", day = ""): string {
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}
