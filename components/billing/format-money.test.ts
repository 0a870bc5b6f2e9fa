import Big from "big.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatMoney } from "./format-money";

/** A decimal with six places, as the API writes every amount. */
const amount = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 999_999_999_999n }), fc.nat(999_999))
  .map(
    ([isNegative, whole, places]) => `${isNegative ? "-" : ""}${whole}.${String(places).padStart(6, "0")}`,
  );

test.each([
  ["1234567.500000", "en-US", "$1,234,567.50"],
  ["-0.000001", "en-US", "-$0.000001"],
  ["129.160000", "de-DE", "129,16\u00a0$"],
  ["999999999999.999999", "en-US", "$999,999,999,999.999999"],
  ["0.000000", "en-US", "$0.00"],
])("%s in %s is %s", (text, locale, shown) => {
  expect(formatMoney(text, "USD", locale)).toBe(shown);
});

test.each([
  ["1500.000000", "JPY", "en-US", "¥1,500"],
  ["1500.250000", "JPY", "en-US", "¥1,500.250000"],
  ["12.345000", "KWD", "de-DE", "12,345\u00a0KWD"],
  ["12.345600", "KWD", "de-DE", "12,345600\u00a0KWD"],
  ["0.000000", "JPY", "de-DE", "0\u00a0¥"],
])(
  "%s %s in %s has the decimals of its currency, and more where it is more: %s",
  (text, currency, locale, shown) => {
    expect(formatMoney(text, currency, locale)).toBe(shown);
  },
);

test.each(["ar-EG", "fa-IR", "hi-IN", "mr-IN", "th-TH", "my-MM"])(
  "%s is written in one kind of digits",
  (locale) => {
    const shown = formatMoney("1234567885.423456", "EGP", locale);
    expect(shown.replace(/[^\p{Nd}]/gu, "")).toBe("1234567885423456");
    expect(formatMoney("-7.500000", "EGP", locale)).toContain("7");
  },
);

test("no digit of an amount is lost or rounded: only zeros behind the cents are left out", () => {
  fc.assert(
    fc.property(amount, fc.constantFrom("en-US", "de-DE", "fr-CH", "en-IN"), (text, locale) => {
      const digits = formatMoney(text, "USD", locale).replace(/\D/g, "");
      const [whole = "", places = ""] = text.replace("-", "").split(".");
      expect((whole + places).startsWith(digits)).toBe(true);
      expect(digits.padEnd(whole.length + 6, "0")).toBe(whole + places);
      expect(digits.length).toBeGreaterThanOrEqual(whole.length + 2);
    }),
  );
});

test("amounts of one sign are shown with it, and sums of what is shown are the sum of the amounts", () => {
  const read = (text: string) => new Big(formatMoney(text, "USD", "en-US").replace(/[$,]/g, ""));
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 20 }), (amounts) => {
      const sum = amounts.reduce((total, text) => total.plus(text), new Big(0));
      const shown = amounts.reduce((total, text) => total.plus(read(text)), new Big(0));
      expect(shown.toFixed(6)).toBe(sum.toFixed(6));
      expect(sum.eq(read(sum.toFixed(6)))).toBe(true);
    }),
  );
});
