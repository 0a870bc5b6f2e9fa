import { writtenIn } from "@/lib/time/rules";

/**
 * An exact amount with its currency: the decimals that the currency has where the rest is zero, all six places where it is not. The
 * digits are never rounded and never pass through a JS number; only grouping, the point and the sign are the locale's.
 */
export function formatMoney(amount: string, currency: string, locale: string): string {
  const isNegative = amount.startsWith("-");
  const [whole = "0", places = ""] = amount.replace("-", "").split(".");
  const style = { style: "currency", currency } as const;
  const own = new Intl.NumberFormat(writtenIn(locale), style).resolvedOptions().maximumFractionDigits ?? 2;
  const shown = /^0*$/.test(places.slice(own)) ? places.slice(0, own) : places;
  const digits = { minimumFractionDigits: shown.length, maximumFractionDigits: shown.length };
  const parts = new Intl.NumberFormat(writtenIn(locale), { ...style, ...digits }).formatToParts(
    isNegative ? -1 : 1,
  );
  const grouped = new Intl.NumberFormat(writtenIn(locale)).format(BigInt(whole));
  return parts
    .map(({ type, value }) => (type === "integer" ? grouped : type === "fraction" ? shown : value))
    .join("");
}
