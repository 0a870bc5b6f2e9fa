import "server-only";
import type { Reference, Resource } from "@medplum/fhirtypes";
import type { RecordType } from "../schema";
import { mapAllergy } from "./map-allergy";
import { mapCondition } from "./map-condition";
import { mapDocument } from "./map-document";
import { mapEncounter } from "./map-encounter";
import { mapImmunization } from "./map-immunization";
import { mapMedication } from "./map-medication";
import { mapObservation } from "./map-observation";
import { mapProcedure } from "./map-procedure";
import { mapReport } from "./map-report";
import type { MapContext, RecordDraft } from "./record-draft";

/** The FHIR resource types that have chart rows, and the rows' type. */
export const CHART_TYPES: Readonly<Record<string, RecordType>> = {
  Encounter: "encounter",
  Observation: "observation",
  Condition: "condition",
  AllergyIntolerance: "allergy",
  Immunization: "immunization",
  MedicationRequest: "medication",
  Procedure: "procedure",
  DiagnosticReport: "report",
  DocumentReference: "document",
};

/**
 * The typed columns of a valid resource's chart row; null for a type that has none.
 * @throws MappingFault when a date in it does not exist
 */
export function mapRecord(resource: Resource, context: MapContext): RecordDraft | null {
  switch (resource.resourceType) {
    case "Encounter":
      return mapEncounter(resource, context);
    case "Observation":
      return mapObservation(resource, context);
    case "Condition":
      return mapCondition(resource, context);
    case "AllergyIntolerance":
      return mapAllergy(resource, context);
    case "Immunization":
      return mapImmunization(resource, context);
    case "MedicationRequest":
      return mapMedication(resource, context);
    case "Procedure":
      return mapProcedure(resource, context);
    case "DiagnosticReport":
      return mapReport(resource, context);
    case "DocumentReference":
      return mapDocument(resource, context);
    default:
      return null;
  }
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

function isReference(value: unknown): value is Reference {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
