import type { Claim, ExplanationOfBenefit } from "@medplum/fhirtypes";
import Big from "big.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aBenefit, aClaim } from "@/tests/factories";
import { chargeFromClaim, paymentFromBenefit } from "./money-from-fhir";

const context = (digits: string | undefined) => ({ digits: () => digits, timeZone: "UTC" });

function charge(
  digits: string | undefined,
  over: Record<string, unknown> = {},
): ReturnType<typeof chargeFromClaim> {
  return chargeFromClaim(aClaim("Patient/1", over) as unknown as Claim, context(digits));
}

function payment(
  digits: string | undefined,
  over: Record<string, unknown> = {},
): ReturnType<typeof paymentFromBenefit> {
  return paymentFromBenefit(aBenefit("Patient/1", over) as unknown as ExplanationOfBenefit, context(digits));
}

test("a claim's total is a charge, a benefit's payment is negative", () => {
  expect(charge("129.16")).toMatchObject({ kind: "charge", amount: "129.160000", currency: "USD" });
  expect(payment("103.328")).toMatchObject({ kind: "insurer-payment", amount: "-103.328000" });
});

test("what a computer's reckoning leaves beyond the ninth place is no money, a seventh decimal is", () => {
  expect(charge("68904.71200000001")).toMatchObject({ amount: "68904.712000" });
  expect(charge("68904.71199999999")).toMatchObject({ amount: "68904.712000" });
  expect(() => charge("1.0000001")).toThrow("An amount has more than 6 decimals (Claim.total)");
});

test("an amount that no account can hold is refused", () => {
  expect(charge("999999999999.999999")).toMatchObject({ amount: "999999999999.999999" });
  expect(() => charge("1e12")).toThrow("too large");
  expect(() => charge("1", { total: { value: 1, currency: "dollars" } })).toThrow("ISO 4217");
});

test("no amount, no entry, and the reason is told; zero is an amount", () => {
  expect(charge(undefined, { total: undefined })).toEqual({ kind: "none", reason: "total is absent" });
  expect(payment(undefined, { payment: {} })).toEqual({ kind: "none", reason: "payment.amount is absent" });
  expect(payment("0", { payment: { amount: { value: 0 } } })).toMatchObject({
    kind: "insurer-payment",
    currency: null,
  });
});

test.each([
  [{ status: "cancelled" }],
  [{ status: "entered-in-error" }],
  [{ status: "draft" }],
  [{ use: "predetermination" }],
])("a claim that is not in force or not a claim moves no money: %j", (over) => {
  expect(charge("5", over)).toMatchObject({ kind: "none" });
});

test("whatever an account can hold is kept to the sixth place, and parts sum to the whole", () => {
  const parts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(parts, (micros) => {
      const written = micros.map((micro) => new Big(micro.toString()).div(1e6).toString());
      const entries = written.map((digits) => charge(digits));
      const total = entries.reduce(
        (sum, entry) => sum.plus("amount" in entry ? entry.amount : Number.NaN),
        new Big(0),
      );
      const whole = micros.reduce((sum, micro) => sum + micro, 0n);
      expect(total.times(1e6).toFixed(0)).toBe(whole.toString());
      expect(entries.every((entry) => "amount" in entry && /^\d+\.\d{6}$/.test(entry.amount))).toBe(true);
    }),
  );
});

test("more digits than six are refused, unless a computer's reckoning left them", () => {
  fc.assert(
    fc.property(fc.nat(10 ** 9), fc.integer({ min: 1, max: 999 }), (micro, rest) => {
      const exact = new Big(micro).div(1e6);
      expect(charge(exact.plus(new Big(rest).div(1e12)).toFixed())).toMatchObject({
        amount: exact.toFixed(6),
      });
      // A tenth to nine tenths of a millionth is money that no account can hold.
      const tenths = (rest % 9) + 1;
      expect(() => charge(exact.plus(new Big(tenths).div(1e7)).toFixed())).toThrow("more than 6 decimals");
    }),
  );
});
