import "server-only";
import { integer, numeric, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { instant, now, thisTransaction, transactionId } from "./columns";

const money = (name: string) => numeric(name, { precision: 18, scale: 6 });

export const journalEntry = pgTable(
  "journal_entry",
  {
    tenantId: uuid("tenant_id").notNull(),
    id: uuid("id").notNull(),
    patientId: uuid("patient_id").notNull(),
    postedAt: instant("posted_at").notNull(),
    postedText: text("posted_text"),
    kind: text("kind", {
      enum: ["charge", "payment", "insurer-payment", "adjustment", "reversal"],
    }).notNull(),
    amount: money("amount").notNull(),
    currency: text("currency").notNull(),
    description: text("description").notNull(),
    sourceType: text("source_type"),
    sourceId: uuid("source_id"),
    reverses: uuid("reverses"),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().default(now),
    madeIn: transactionId("made_in").notNull().default(thisTransaction),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const posting = pgTable(
  "posting",
  {
    tenantId: uuid("tenant_id").notNull(),
    entryId: uuid("entry_id").notNull(),
    line: smallint("line").notNull(),
    account: text("account", {
      enum: ["receivable", "revenue", "cash", "insurer-clearing", "adjustments"],
    }).notNull(),
    amount: money("amount").notNull(),
    currency: text("currency").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.entryId, t.line] })],
);

export const accountBalance = pgTable(
  "account_balance",
  {
    tenantId: uuid("tenant_id").notNull(),
    patientId: uuid("patient_id").notNull(),
    currency: text("currency").notNull(),
    amount: money("amount").notNull(),
    entries: integer("entries").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.patientId, t.currency] })],
);
