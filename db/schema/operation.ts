import "server-only";
import { pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "./columns";

/** Made by db/migrate.ts before the first migration. */
export const schemaMigration = pgTable("schema_migration", {
  name: text("name").primaryKey(),
  checksum: text("checksum").notNull(),
  appliedAt: instant("applied_at").notNull().default(now),
});
