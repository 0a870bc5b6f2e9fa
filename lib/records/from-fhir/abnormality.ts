import "server-only";
import type { CodeableConcept, ObservationReferenceRange, Quantity } from "@medplum/fhirtypes";
import Big from "big.js";
import { unitOf } from "@/lib/fhir";
import type { Abnormal } from "../schema";
import type { MapContext } from "./record-draft";

// HL7 v3 code system ObservationInterpretation.
const INTERPRETATIONS: Record<string, Abnormal> = {
  L: "low",
  LU: "low",
  LX: "low",
  "<": "low",
  LL: "critical-low",
  H: "high",
  HU: "high",
  HX: "high",
  ">": "high",
  HH: "critical-high",
  A: "abnormal",
  AA: "abnormal",
};
const GRAVEST: readonly Abnormal[] = ["critical-high", "critical-low", "high", "low", "abnormal"];

/** The gravest of several, critical ones first. */
export function gravest(found: readonly (Abnormal | undefined)[]): Abnormal | undefined {
  return GRAVEST.find((abnormality) => found.includes(abnormality));
}

function fromInterpretation(interpretation: readonly CodeableConcept[]): Abnormal | undefined {
  const codes = interpretation.flatMap(({ coding }) => coding ?? []).map(({ code }) => code ?? "");
  return gravest(codes.map((code) => INTERPRETATIONS[code]));
}

function isNormalRange({ type, appliesTo, age }: ObservationReferenceRange): boolean {
  const code = type?.coding?.[0]?.code;
  return (code === undefined || code === "normal") && !appliesTo?.length && age === undefined;
}

function isSameUnit(bound: Quantity, value: Quantity): boolean {
  const unit = unitOf(bound);
  return unit === undefined || unit === unitOf(value) || bound.unit === value.unit;
}

function fromRange(
  value: Quantity,
  ranges: readonly ObservationReferenceRange[],
  context: MapContext,
): Abnormal | undefined {
  // With several ranges (by sex, by age) which one holds is the laboratory's knowledge.
  const [range, ...others] = ranges.filter(isNormalRange);
  const digits = context.digits(value, "value");
  if (!range || others.length > 0 || digits === undefined || value.comparator) return undefined;
  const compare = (bound: Quantity | undefined): number | undefined => {
    const limit = bound && isSameUnit(bound, value) ? context.digits(bound, "value") : undefined;
    return limit === undefined ? undefined : new Big(digits).cmp(limit);
  };
  if (compare(range.low) === -1) return "low";
  return compare(range.high) === 1 ? "high" : undefined;
}

type Judged = {
  interpretation?: CodeableConcept[];
  referenceRange?: ObservationReferenceRange[];
  valueQuantity?: Quantity;
};

/** What the source says of a result: its interpretation, else its value against its only reference range. */
export function abnormalityOf(judged: Judged, context: MapContext): Abnormal | undefined {
  if (judged.interpretation?.length) return fromInterpretation(judged.interpretation);
  if (!judged.valueQuantity || !judged.referenceRange) return undefined;
  return fromRange(judged.valueQuantity, judged.referenceRange, context);
}
