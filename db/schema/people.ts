import "server-only";
import { sql } from "drizzle-orm";
import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, now } from "./columns";

export const appUser = pgTable(
  "app_user",
  {
    tenantId: uuid("tenant_id").notNull(),
    id: uuid("id").notNull(),
    email: text("email").notNull(),
    emailKey: text("email_key").notNull().generatedAlwaysAs(sql`lower(email COLLATE "C")`),
    name: text("name").notNull(),
    role: text("role", { enum: ["admin", "clinician", "nurse", "reception", "billing"] }).notNull(),
    passwordHash: text("password_hash").notNull(),
    disabledAt: instant("disabled_at"),
    createdAt: instant("created_at").notNull().default(now),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
