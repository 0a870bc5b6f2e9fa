import "server-only";
import { inet, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytes, instant, now } from "./columns";

export const session = pgTable(
  "session",
  {
    tenantId: uuid("tenant_id").notNull(),
    id: uuid("id").notNull(),
    userId: uuid("user_id").notNull(),
    createdAt: instant("created_at").notNull().default(now),
    expiresAt: instant("expires_at").notNull(),
    lastActiveAt: instant("last_active_at").notNull().default(now),
    lockedAt: instant("locked_at"),
    revokedAt: instant("revoked_at"),
    ip: inet("ip"),
    userAgent: text("user_agent"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const apiToken = pgTable(
  "api_token",
  {
    tenantId: uuid("tenant_id").notNull(),
    id: uuid("id").notNull(),
    userId: uuid("user_id").notNull(),
    tokenHash: bytes("token_hash").notNull(),
    createdAt: instant("created_at").notNull().default(now),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
    name: text("name").notNull().default("made on the command line"),
    createdBy: uuid("created_by"),
    madeWith: uuid("made_with"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const signInFailure = pgTable("sign_in_failure", {
  subject: bytes("subject").primaryKey(),
  failures: integer("failures").notNull(),
  blockedUntil: instant("blocked_until").notNull(),
  updatedAt: instant("updated_at").notNull().default(now),
});
