/**
 * An exact amount with its currency: cents where the rest is zero, all six places where it is not. The digits are never
 * rounded and never pass through a JS number; only grouping and the sign are the locale's.
 */
export function formatMoney(amount: string, currency: string, locale: string): string {
  const isNegative = amount.startsWith("-");
  const [whole = "0", places = ""] = amount.replace("-", "").split(".");
  const shown = /^\d{2}0{0,4}$/.test(places) ? places.slice(0, 2) : places;
  const parts = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: 2,
  }).formatToParts(isNegative ? -1 : 1);
  const grouped = new Intl.NumberFormat(locale).format(BigInt(whole));
  return parts
    .map(({ type, value }) => (type === "integer" ? grouped : type === "fraction" ? shown : value))
    .join("");
}
