import "server-only";
import type { Quantity } from "@medplum/fhirtypes";
import type { DigitsOf } from "./number-digits";

const UCUM = "http://unitsofmeasure.org";

/** The UCUM code where there is one, else the unit's own text. */
export function unitOf(quantity: Quantity | undefined): string | undefined {
  if (!quantity) return undefined;
  return quantity.system === UCUM && quantity.code ? quantity.code : (quantity.unit ?? quantity.code);
}

/** A quantity's columns. With a comparator (<, ≥) the value is a bound, no number. */
export function quantityColumns(
  quantity: Quantity,
  context: { digits: DigitsOf },
): { valueNumber?: string | undefined; valueText?: string | undefined; unit?: string | undefined } {
  const digits = context.digits(quantity, "value");
  if (digits === undefined) return { unit: unitOf(quantity) };
  if (quantity.comparator) return { valueText: `${quantity.comparator}${digits}`, unit: unitOf(quantity) };
  return { valueNumber: digits, valueText: digits, unit: unitOf(quantity) };
}

/** A quantity as text with its unit, digits as recorded; undefined without a value. */
export function quantityText(
  quantity: Quantity | undefined,
  context: { digits: DigitsOf },
): string | undefined {
  if (!quantity) return undefined;
  const { valueText, unit } = quantityColumns(quantity, context);
  return valueText === undefined ? undefined : [valueText, unit].filter(Boolean).join(" ");
}
