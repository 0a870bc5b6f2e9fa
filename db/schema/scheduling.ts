import "server-only";
import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, instantRange, now } from "./columns";

export const appointment = pgTable(
  "appointment",
  {
    tenantId: uuid("tenant_id").notNull(),
    id: uuid("id").notNull(),
    patientId: uuid("patient_id").notNull(),
    providerId: uuid("provider_id").notNull(),
    providerName: text("provider_name").notNull(),
    room: text("room"),
    type: text("type").notNull(),
    during: instantRange("during").notNull(),
    status: text("status", { enum: ["booked", "arrived", "fulfilled", "cancelled", "no-show"] })
      .notNull()
      .default("booked"),
    version: integer("version").notNull().default(1),
    createdAt: instant("created_at").notNull().default(now),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
