import "server-only";
import { customType, inet, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });
const uuids = customType<{ data: string[] }>({ dataType: () => "uuid[]" });

/** The append-only trail; see migrations/0001_tenancy.sql, which makes it. A test compares the two. */
export const auditEvent = pgTable("audit_event", {
  tenantId: uuid("tenant_id").notNull(),
  id: uuid("id").notNull(),
  at: timestamp("at", { withTimezone: true, mode: "string" }).notNull(),
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
});
