import "server-only";
import type { Reference, Resource } from "@medplum/fhirtypes";
import { chargeFromClaim, paymentFromBenefit } from "@/lib/billing";
import { type DigitsOf, isRecord, type NumberDigits } from "@/lib/fhir";
import { patientFromFhir } from "@/lib/patients";
import { mapRecord } from "@/lib/records";
import type { Drafts } from "./batch";

export type DraftContext = {
  digits: NumberDigits;
  timeZone: string;
  /** The resource an address of the same file names. */
  resourceAt: (reference: string) => Resource | undefined;
};

function containedAt(resource: Resource, reference: string): Resource | undefined {
  const contained = "contained" in resource && Array.isArray(resource.contained) ? resource.contained : [];
  return contained.find((inner): inner is Resource => isRecord(inner) && `#${inner.id}` === reference);
}

/**
 * The typed columns of a resource's row and its money.
 * @throws MappingFault when a value in it cannot be held
 */
export function mapDrafts(resource: Resource, context: DraftContext): Drafts {
  const { digits, timeZone } = context;
  const digitsOf: DigitsOf = (holder, key) => digits.of(holder, key);
  if (resource.resourceType === "Patient") return { patient: patientFromFhir(resource, timeZone) };
  if (resource.resourceType === "Claim")
    return { money: chargeFromClaim(resource, { digits: digitsOf, timeZone }) };
  if (resource.resourceType === "ExplanationOfBenefit") {
    return { money: paymentFromBenefit(resource, { digits: digitsOf, timeZone }) };
  }
  const resourceAt = (reference: Reference["reference"]): Resource | undefined => {
    if (!reference) return undefined;
    return reference.startsWith("#") ? containedAt(resource, reference) : context.resourceAt(reference);
  };
  const record = mapRecord(resource, { digits: digitsOf, timeZone, resourceAt });
  return record ? { record } : {};
}
