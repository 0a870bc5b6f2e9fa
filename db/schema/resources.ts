import "server-only";
import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytes, instant, jsonText, now } from "./columns";

export const fhirResource = pgTable(
  "fhir_resource",
  {
    tenantId: uuid("tenant_id").notNull(),
    resourceType: text("resource_type").notNull(),
    id: uuid("id").notNull(),
    patientId: uuid("patient_id"),
    version: integer("version").notNull().default(1),
    resource: jsonText("resource").notNull(),
    contentHash: bytes("content_hash").notNull(),
    updatedAt: instant("updated_at").notNull().default(now),
    updatedBy: uuid("updated_by"),
    updatedByName: text("updated_by_name"),
    changeReason: text("change_reason"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id, t.resourceType] })],
);

export const fhirIdentifier = pgTable(
  "fhir_identifier",
  {
    tenantId: uuid("tenant_id").notNull(),
    resourceType: text("resource_type").notNull(),
    system: text("system").notNull(),
    value: text("value").notNull(),
    resourceId: uuid("resource_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.resourceType, t.system, t.value, t.resourceId] })],
);

export const fhirPendingReference = pgTable(
  "fhir_pending_reference",
  {
    tenantId: uuid("tenant_id").notNull(),
    fromType: text("from_type").notNull(),
    fromId: uuid("from_id").notNull(),
    path: text("path").notNull(),
    reference: text("reference").notNull(),
    targetType: text("target_type").notNull(),
    targetId: uuid("target_id"),
    targetSystem: text("target_system"),
    targetValue: text("target_value"),
    importId: uuid("import_id").notNull(),
    file: text("file").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.fromType, t.fromId, t.path] })],
);

export const resourceHistory = pgTable(
  "resource_history",
  {
    tenantId: uuid("tenant_id").notNull(),
    resourceType: text("resource_type").notNull(),
    resourceId: uuid("resource_id").notNull(),
    version: integer("version").notNull(),
    resource: jsonText("resource").notNull(),
    replacedAt: instant("replaced_at").notNull().default(now),
    madeAt: instant("made_at"),
    madeBy: uuid("made_by"),
    madeByName: text("made_by_name"),
    reason: text("reason"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.resourceType, t.resourceId, t.version] })],
);
