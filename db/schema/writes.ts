import "server-only";
import { pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { bytes, clock, instant, int8, jsonText, now } from "./columns";

export const idempotency = pgTable(
  "idempotency",
  {
    tenantId: uuid("tenant_id").notNull(),
    actorId: uuid("actor_id").notNull(),
    key: text("key").notNull(),
    route: text("route").notNull(),
    bodyHash: bytes("body_hash").notNull(),
    status: smallint("status"),
    reply: bytes("reply"),
    createdAt: instant("created_at").notNull().default(now),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.actorId, t.key] })],
);

export const eventStream = pgTable(
  "event_stream",
  {
    tenantId: uuid("tenant_id").notNull(),
    stream: text("stream").notNull(),
    lastSeq: int8("last_seq").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.stream] })],
);

export const event = pgTable(
  "event",
  {
    tenantId: uuid("tenant_id").notNull(),
    stream: text("stream").notNull(),
    seq: int8("seq").notNull(),
    kind: text("kind").notNull(),
    payload: jsonText("payload").notNull(),
    at: instant("at").notNull().default(clock),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.stream, t.seq] })],
);
