import "server-only";
import { inet, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytes, clock, instant, jsonb, newId, uuids } from "./columns";

export const auditEvent = pgTable(
  "audit_event",
  {
    tenantId: uuid("tenant_id").notNull(),
    id: uuid("id").notNull().default(newId),
    at: instant("at").notNull().default(clock),
    action: text("action").notNull(),
    outcome: text("outcome", { enum: ["success", "refused", "failure"] }).notNull(),
    actorId: uuid("actor_id"),
    actor: text("actor").notNull(),
    sessionId: uuid("session_id"),
    patientId: uuid("patient_id"),
    targetIds: uuids("target_ids"),
    queryHash: bytes("query_hash"),
    requestId: text("request_id"),
    ip: inet("ip"),
    detail: jsonb("detail"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
