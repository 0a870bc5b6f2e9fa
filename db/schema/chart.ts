import "server-only";
import { pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { int8 } from "./columns";

export const patientChart = pgTable(
  "patient_chart",
  {
    tenantId: uuid("tenant_id").notNull(),
    patientId: uuid("patient_id").notNull(),
    version: int8("version").notNull().default("1"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.patientId] })],
);
