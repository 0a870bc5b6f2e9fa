import "server-only";
import { sql } from "drizzle-orm";
import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytes, instant, jsonText, now } from "./columns";

export const appUser = pgTable(
  "app_user",
  {
    tenantId: uuid("tenant_id").notNull(),
    id: uuid("id").notNull(),
    email: text("email").notNull(),
    emailKey: text("email_key").notNull().generatedAlwaysAs(sql`lower(email COLLATE "C")`),
    name: text("name").notNull(),
    role: text("role", { enum: ["admin", "clinician", "nurse", "reception", "billing"] }).notNull(),
    passwordHash: text("password_hash"),
    disabledAt: instant("disabled_at"),
    createdAt: instant("created_at").notNull().default(now),
    status: text("status", { enum: ["invited", "active", "deactivated"] })
      .notNull()
      .default("active"),
    passwordChangedAt: instant("password_changed_at"),
    lastSeenAt: instant("last_seen_at"),
    version: integer("version").notNull().default(1),
    updatedAt: instant("updated_at").notNull().default(now),
    updatedBy: uuid("updated_by"),
    updatedByName: text("updated_by_name"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const personHistory = pgTable(
  "person_history",
  {
    tenantId: uuid("tenant_id").notNull(),
    userId: uuid("user_id").notNull(),
    version: integer("version").notNull(),
    before: jsonText("before"),
    after: jsonText("after").notNull(),
    madeAt: instant("made_at").notNull().default(now),
    madeBy: uuid("made_by"),
    madeByName: text("made_by_name").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.userId, t.version] })],
);

export const oneTimeLink = pgTable(
  "one_time_link",
  {
    tenantId: uuid("tenant_id").notNull(),
    id: uuid("id").notNull(),
    userId: uuid("user_id").notNull(),
    purpose: text("purpose", { enum: ["invite", "reset"] }).notNull(),
    secretHash: bytes("secret_hash").notNull(),
    createdAt: instant("created_at").notNull().default(now),
    createdBy: uuid("created_by"),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
    voidedAt: instant("voided_at"),
    madeWith: uuid("made_with"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
