import "server-only";
import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, now } from "./columns";

export const queueTicket = pgTable(
  "queue_ticket",
  {
    tenantId: uuid("tenant_id").notNull(),
    id: uuid("id").notNull(),
    patientId: uuid("patient_id").notNull(),
    number: integer("number").notNull(),
    status: text("status", { enum: ["waiting", "called", "in-service", "done", "left"] })
      .notNull()
      .default("waiting"),
    priority: integer("priority").notNull().default(0),
    arrivedAt: instant("arrived_at").notNull().default(now),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
