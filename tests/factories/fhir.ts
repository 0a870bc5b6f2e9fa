import { randomUUID } from "node:crypto";

type Resource = { resourceType: string; id?: string } & Record<string, unknown>;

/** A FHIR Patient with a name, a birth date and an MRN. */
export function aPatient(over: Record<string, unknown> = {}): Resource & { id: string } {
  const id = randomUUID();
  return {
    resourceType: "Patient",
    id,
    identifier: [
      {
        type: { coding: [{ system: "http://terminology.hl7.org/CodeSystem/v2-0203", code: "MR" }] },
        system: "urn:test:mrn",
        value: `M-${id.slice(0, 8)}`,
      },
    ],
    name: [{ use: "official", family: "Osei", given: ["Ama", "Efua"] }],
    gender: "female",
    birthDate: "1970-05-04",
    ...over,
  };
}

/** A weight of 64.75 kg, taken in Brisbane on the leap day of 2024. */
export function anObservation(
  subject: string,
  over: Record<string, unknown> = {},
): Resource & { id: string } {
  return {
    resourceType: "Observation",
    id: randomUUID(),
    status: "final",
    code: { coding: [{ system: "http://loinc.org", code: "29463-7", display: "Body weight" }] },
    subject: { reference: subject },
    effectiveDateTime: "2024-02-29T10:00:00+10:00",
    valueQuantity: { value: 64.75, unit: "kg", system: "http://unitsofmeasure.org", code: "kg" },
    ...over,
  };
}

/** An active Claim over 100 USD. */
export function aClaim(patient: string, over: Record<string, unknown> = {}): Resource & { id: string } {
  return {
    resourceType: "Claim",
    id: randomUUID(),
    status: "active",
    use: "claim",
    type: { text: "professional" },
    patient: { reference: patient },
    created: "2024-03-01",
    provider: { display: "The clinic" },
    priority: { coding: [{ code: "normal" }] },
    insurance: [{ sequence: 1, focal: true, coverage: { display: "An insurance" } }],
    total: { value: 100, currency: "USD" },
    ...over,
  };
}

/** An active ExplanationOfBenefit that paid 30.50 USD. */
export function aBenefit(patient: string, over: Record<string, unknown> = {}): Resource & { id: string } {
  return {
    resourceType: "ExplanationOfBenefit",
    id: randomUUID(),
    status: "active",
    use: "claim",
    outcome: "complete",
    type: { text: "professional" },
    patient: { reference: patient },
    created: "2024-03-09",
    insurer: { display: "An insurer" },
    provider: { display: "The clinic" },
    insurance: [{ focal: true, coverage: { display: "An insurance" } }],
    payment: { amount: { value: 30.5, currency: "USD" } },
    ...over,
  };
}

/** A bundle; in a transaction every entry is a POST with its urn:uuid. */
export function aBundle(
  type: string,
  resources: readonly Resource[],
  entry: Record<string, unknown> = {},
): object {
  const isPosted = type === "transaction" || type === "batch";
  return {
    resourceType: "Bundle",
    type,
    entry: resources.map((resource) => ({
      ...(resource.id ? { fullUrl: `urn:uuid:${resource.id}` } : {}),
      resource,
      ...(isPosted ? { request: { method: "POST", url: resource.resourceType } } : {}),
      ...entry,
    })),
  };
}
