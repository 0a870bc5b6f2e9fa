import "server-only";
import { pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, int8, now } from "./columns";

export const tenant = pgTable("tenant", {
  tenantId: uuid("tenant_id").primaryKey(),
  slug: text("slug").notNull(),
  name: text("name").notNull(),
  locale: text("locale").notNull().default("en-US"),
  timeZone: text("time_zone").notNull().default("UTC"),
  currency: text("currency").notNull().default("USD"),
  createdAt: instant("created_at").notNull().default(now),
});

export const directoryVersion = pgTable("directory_version", {
  tenantId: uuid("tenant_id").primaryKey(),
  version: int8("version").notNull().default("1"),
});
