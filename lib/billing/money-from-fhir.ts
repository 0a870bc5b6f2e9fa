import "server-only";
import type { Claim, ExplanationOfBenefit, Money } from "@medplum/fhirtypes";
import Big from "big.js";
import { type DigitsOf, MappingFault, toMoment } from "@/lib/fhir";

/** The journal entry a Claim or ExplanationOfBenefit asks for, or why it asks for none. */
export type MoneyDraft =
  | {
      kind: "charge" | "insurer-payment";
      /** Signed as it moves what the account owes, six places. */
      amount: string;
      /** ISO 4217; null where the source names none. */
      currency: string | null;
      postedAt: string | null;
      /** The date as recorded, when it had no time. */
      postedText: string | null;
      description: string;
    }
  | { kind: "none"; reason: string };

export type MoneyContext = { digits: DigitsOf; timeZone: string };

const PLACES = 6;
// Systems that reckon with floating point write 68904.71200000001 for 68904.712. A difference this small is theirs, no money.
const NOISE_MAX = new Big("1e-9");
// numeric(18,6): twelve digits before the point.
const LIMIT = new Big("1e12");
const DESCRIPTION_LETTERS_MAX = 200;

function exactAmount(digits: string, path: string): Big {
  const amount = new Big(digits);
  const rounded = amount.round(PLACES, Big.roundHalfUp);
  if (amount.minus(rounded).abs().gt(NOISE_MAX)) {
    throw new MappingFault(`An amount has more than ${PLACES} decimals (${path})`);
  }
  if (rounded.abs().gte(LIMIT)) throw new MappingFault(`An amount is too large (${path})`);
  return rounded;
}

function currencyOf(money: Money, path: string): string | null {
  const { currency } = money;
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency)) {
    throw new MappingFault(`A currency is no ISO 4217 code (${path})`);
  }
  return currency ?? null;
}

/** Only what is in force moves money, and an estimate asked for beforehand is none. */
function reasonForNone(resource: Claim | ExplanationOfBenefit): string | null {
  if (resource.status !== "active") return `status is ${resource.status}`;
  return resource.use === "claim" ? null : `use is ${resource.use}`;
}

function toDescription(prefix: string, text: string | undefined): string {
  return (text ? `${prefix}: ${text}` : prefix).slice(0, DESCRIPTION_LETTERS_MAX).toWellFormed();
}

function postedOf(
  text: string | undefined,
  timeZone: string,
  path: string,
): { postedAt: string | null; postedText: string | null } {
  const { at = null, atText = null } = toMoment(text, timeZone, path);
  return { postedAt: at, postedText: atText };
}

function chargeText({ item, type }: Claim): string | undefined {
  const service = item?.[0]?.productOrService;
  return service?.text ?? service?.coding?.[0]?.display ?? type?.text ?? type?.coding?.[0]?.display;
}

/**
 * A Claim's total as a charge.
 * @throws MappingFault when the amount is not exact to six places
 */
export function chargeFromClaim(claim: Claim, context: MoneyContext): MoneyDraft {
  const digits = claim.total && context.digits(claim.total, "value");
  const reason = reasonForNone(claim);
  if (claim.total && digits !== undefined) exactAmount(digits, "Claim.total");
  if (reason) return { kind: "none", reason };
  if (!claim.total || digits === undefined) return { kind: "none", reason: "total is absent" };
  return {
    kind: "charge",
    amount: exactAmount(digits, "Claim.total").toFixed(PLACES),
    currency: currencyOf(claim.total, "Claim.total.currency"),
    ...postedOf(claim.created, context.timeZone, "Claim.created"),
    description: toDescription("Claim", chargeText(claim)),
  };
}

/**
 * An ExplanationOfBenefit's payment as an insurer's payment.
 * @throws MappingFault when the amount is not exact to six places
 */
export function paymentFromBenefit(benefit: ExplanationOfBenefit, context: MoneyContext): MoneyDraft {
  const money = benefit.payment?.amount;
  const digits = money && context.digits(money, "value");
  const path = "ExplanationOfBenefit.payment.amount";
  if (digits !== undefined) exactAmount(digits, path);
  const reason = reasonForNone(benefit);
  if (reason) return { kind: "none", reason };
  if (!money || digits === undefined) return { kind: "none", reason: "payment.amount is absent" };
  const paidAt = benefit.payment?.date ?? benefit.created;
  return {
    kind: "insurer-payment",
    amount: exactAmount(digits, path).times(-1).toFixed(PLACES),
    currency: currencyOf(money, `${path}.currency`),
    ...postedOf(paidAt, context.timeZone, "ExplanationOfBenefit.created"),
    description: toDescription("Insurer's payment", benefit.insurer?.display),
  };
}
