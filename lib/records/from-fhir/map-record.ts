import "server-only";
import type { Resource } from "@medplum/fhirtypes";
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
