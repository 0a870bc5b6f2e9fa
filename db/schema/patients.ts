import "server-only";
import { boolean, date, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytes, instant, jsonText, now } from "./columns";

export const patient = pgTable(
  "patient",
  {
    tenantId: uuid("tenant_id").notNull(),
    id: uuid("id").notNull(),
    mrn: text("mrn").notNull(),
    familyName: text("family_name").notNull().default(""),
    givenName: text("given_name").notNull().default(""),
    birthDate: date("birth_date"),
    birthDateText: text("birth_date_text"),
    sex: text("sex", { enum: ["male", "female", "other", "unknown"] })
      .notNull()
      .default("unknown"),
    phone: text("phone"),
    deceased: boolean("deceased").notNull().default(false),
    deceasedAt: instant("deceased_at"),
    language: text("language"),
    names: text("names").notNull().default(""),
    mrnKey: text("mrn_key").notNull(),
    phoneReversed: text("phone_reversed"),
    lastSeenAt: instant("last_seen_at"),
    lastSeenDay: date("last_seen_day").notNull().default("-infinity"),
    version: integer("version").notNull().default(1),
    resource: jsonText("resource").notNull(),
    contentHash: bytes("content_hash"),
    createdAt: instant("created_at").notNull().default(now),
    updatedAt: instant("updated_at").notNull().default(now),
    updatedBy: uuid("updated_by"),
    updatedByName: text("updated_by_name"),
    changeReason: text("change_reason"),
    nextChangeAt: instant("next_change_at"),
    formerNames: text("former_names").notNull().default(""),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const patientToken = pgTable(
  "patient_token",
  {
    tenantId: uuid("tenant_id").notNull(),
    patientId: uuid("patient_id").notNull(),
    token: text("token").notNull(),
    lastDay: date("last_day").notNull(),
    names: text("names").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.patientId, t.token] })],
);

export const patientPair = pgTable(
  "patient_pair",
  {
    tenantId: uuid("tenant_id").notNull(),
    patientId: uuid("patient_id").notNull(),
    pair: text("pair").notNull(),
    lastDay: date("last_day").notNull(),
    names: text("names").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.patientId, t.pair] })],
);

export const nameToken = pgTable(
  "name_token",
  {
    tenantId: uuid("tenant_id").notNull(),
    token: text("token").notNull(),
    n: integer("n").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.token] })],
);

export const nameVariant = pgTable(
  "name_variant",
  {
    tenantId: uuid("tenant_id").notNull(),
    variant: text("variant").notNull(),
    token: text("token").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.variant, t.token] })],
);
