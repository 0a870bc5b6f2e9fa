import { randomUUID } from "node:crypto";
import type { Sql } from "@/db/client";
import type { TenantId } from "@/lib/tenancy";

export type GivenRecord = {
  id: string;
  resourceType: string;
  type: string;
  title: string;
  /** ISO instant; null: undated. */
  at: string | null;
  code: string | null;
  value: string | null;
  unit: string | null;
  components: object | null;
  abnormal: string | null;
  isCurrent: boolean;
  status: string | null;
  search: string;
};

const RESOURCE_TYPES: Record<string, string> = {
  encounter: "Encounter",
  observation: "Observation",
  condition: "Condition",
  allergy: "AllergyIntolerance",
  immunization: "Immunization",
  medication: "MedicationRequest",
  procedure: "Procedure",
  report: "DiagnosticReport",
};

/** A chart row of a patient; state only what the test is about. Returns its id. */
export async function givenRecord(
  owner: Sql,
  of: { tenantId: TenantId; patientId: string },
  over: Partial<GivenRecord> & { type: string; title: string },
): Promise<string> {
  const resourceType = RESOURCE_TYPES[over.type] ?? "DocumentReference";
  const record: GivenRecord = {
    id: randomUUID(),
    resourceType,
    at: "2026-03-01T10:00:00Z",
    code: null,
    value: null,
    unit: null,
    components: null,
    abnormal: null,
    isCurrent: false,
    status: null,
    search: over.title.toLowerCase(),
    ...over,
  };
  const resource = { resourceType: record.resourceType, id: record.id };
  await owner`
    INSERT INTO record (tenant_id, patient_id, resource_type, id, type, at, title, code, status, value_number, value_text, unit, components,
                        abnormal, is_current, search, resource)
    VALUES (${of.tenantId}, ${of.patientId}, ${record.resourceType}, ${record.id}, ${record.type}, ${record.at}, ${record.title},
            ${record.code}, ${record.status}, ${record.value}::text::numeric, ${record.value}, ${record.unit},
            ${record.components ? JSON.stringify(record.components) : null}::text::json, ${record.abnormal}, ${record.isCurrent},
            to_tsvector('simple', ${record.search}), ${JSON.stringify(resource)}::text::json)`;
  return record.id;
}
