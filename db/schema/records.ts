import "server-only";
import { boolean, integer, numeric, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytes, instant, jsonText, now, searchWords } from "./columns";

export const record = pgTable(
  "record",
  {
    tenantId: uuid("tenant_id").notNull(),
    patientId: uuid("patient_id").notNull(),
    resourceType: text("resource_type").notNull(),
    id: uuid("id").notNull(),
    type: text("type", {
      enum: [
        "encounter",
        "observation",
        "condition",
        "allergy",
        "immunization",
        "medication",
        "procedure",
        "report",
        "document",
        "note",
      ],
    }).notNull(),
    at: instant("at"),
    atText: text("at_text"),
    endAt: instant("end_at"),
    title: text("title").notNull(),
    codeSystem: text("code_system"),
    code: text("code"),
    status: text("status"),
    category: text("category"),
    severity: text("severity"),
    valueNumber: numeric("value_number"),
    valueText: text("value_text"),
    unit: text("unit"),
    components: jsonText("components"),
    abnormal: text("abnormal", { enum: ["low", "high", "critical-low", "critical-high", "abnormal"] }),
    isCurrent: boolean("is_current").notNull().default(false),
    isRetracted: boolean("is_retracted").notNull().default(false),
    encounterId: uuid("encounter_id"),
    author: text("author"),
    search: searchWords("search"),
    version: integer("version").notNull().default(1),
    resource: jsonText("resource").notNull(),
    contentHash: bytes("content_hash"),
    createdAt: instant("created_at").notNull().default(now),
    updatedAt: instant("updated_at").notNull().default(now),
    updatedBy: uuid("updated_by"),
    updatedByName: text("updated_by_name"),
    changeReason: text("change_reason"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.resourceType, t.id] })],
);

export const recordCount = pgTable(
  "record_count",
  {
    tenantId: uuid("tenant_id").notNull(),
    patientId: uuid("patient_id").notNull(),
    type: text("type").notNull(),
    n: integer("n").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.patientId, t.type] })],
);
