import "server-only";
import { date, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, now } from "./columns";

/** Made by db/migrate.ts before the first migration. */
export const schemaMigration = pgTable("schema_migration", {
  name: text("name").primaryKey(),
  checksum: text("checksum").notNull(),
  appliedAt: instant("applied_at").notNull().default(now),
});

/** The tenants that the demo seeder made: it adds to these and touches no other. */
export const demoClinic = pgTable("demo_clinic", {
  tenantId: uuid("tenant_id").primaryKey(),
  /** The day the generated data are told from. */
  day: date("day").notNull(),
  /** NULL until patients, schedule and queue are in. */
  finishedAt: instant("finished_at"),
});
