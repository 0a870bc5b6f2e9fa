import "server-only";
import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, int8, jsonText, now } from "./columns";

export const tenant = pgTable("tenant", {
  tenantId: uuid("tenant_id").primaryKey(),
  slug: text("slug").notNull(),
  name: text("name").notNull(),
  locale: text("locale").notNull().default("en-US"),
  timeZone: text("time_zone").notNull().default("UTC"),
  currency: text("currency").notNull().default("USD"),
  createdAt: instant("created_at").notNull().default(now),
  dateOrder: text("date_order", { enum: ["day-month-year", "month-day-year", "year-month-day"] }),
  units: text("units", { enum: ["metric", "us"] })
    .notNull()
    .default("metric"),
  mrnPattern: text("mrn_pattern").notNull().default("#######"),
  mrnNext: int8("mrn_next").notNull().default("1"),
  version: integer("version").notNull().default(1),
  updatedAt: instant("updated_at").notNull().default(now),
  updatedBy: uuid("updated_by"),
  updatedByName: text("updated_by_name"),
});

export const clinicHistory = pgTable(
  "clinic_history",
  {
    tenantId: uuid("tenant_id").notNull(),
    version: integer("version").notNull(),
    before: jsonText("before").notNull(),
    after: jsonText("after").notNull(),
    madeAt: instant("made_at").notNull().default(now),
    madeBy: uuid("made_by"),
    madeByName: text("made_by_name").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.version] })],
);

export const directoryVersion = pgTable("directory_version", {
  tenantId: uuid("tenant_id").primaryKey(),
  version: int8("version").notNull().default("1"),
});
