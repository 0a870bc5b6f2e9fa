import "server-only";
import type { Reference, Resource } from "@medplum/fhirtypes";
import { isRecord } from "./is-record";

function isReference(value: unknown): value is Reference {
  return isRecord(value);
}

/** The reference that says in whose chart a resource belongs. */
export function subjectOf(resource: Resource): Reference | undefined {
  if ("subject" in resource && isReference(resource.subject)) return resource.subject;
  if ("patient" in resource && isReference(resource.patient)) return resource.patient;
  if ("beneficiary" in resource && isReference(resource.beneficiary)) return resource.beneficiary;
  return undefined;
}

/** The reference to the encounter in which a chart row's fact was recorded. */
export function encounterOf(resource: Resource): Reference | undefined {
  if (resource.resourceType === "DocumentReference") return resource.context?.encounter?.[0];
  return "encounter" in resource && isReference(resource.encounter) ? resource.encounter : undefined;
}
