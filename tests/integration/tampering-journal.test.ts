import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Tx } from "@/db/client";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { givenContext, givenPatient } from "../factories";
import { testDatabase } from "../harness/database";

// What somebody could try who runs SQL as the application's role, with a tenant set as the application sets it.

const database = testDatabase();
let ctx: Ctx;
let other: Ctx;
let patientId: string;

beforeAll(async () => {
  ctx = await givenContext(database().owner, "billing", "demo");
  other = await givenContext(database().owner, "billing", "other");
});

type Entry = { id?: string; amount?: string; currency?: string };
type Line = { line: number; amount: string; account?: string; currency?: string };

function entry(tx: Tx, { id = randomUUID(), amount = "100", currency = "USD" }: Entry = {}): Promise<string> {
  return tx`
    INSERT INTO journal_entry (tenant_id, id, patient_id, posted_at, kind, amount, currency, description, created_by)
    VALUES (${ctx.tenant.id}, ${id}, ${patientId}, now(), 'charge', ${amount}, ${currency}, 'a visit', 'a test')`.then(
    () => id,
  );
}

function posting(
  tx: Tx,
  id: string,
  { line, amount, account = "revenue", currency = "USD" }: Line,
): Promise<unknown> {
  return tx`
    INSERT INTO posting (tenant_id, entry_id, line, account, amount, currency)
    VALUES (${ctx.tenant.id}, ${id}, ${line}, ${account}, ${amount}, ${currency})`.execute();
}

async function balanced(tx: Tx, amount = "100"): Promise<string> {
  const id = await entry(tx, { amount });
  await posting(tx, id, { line: 1, amount, account: "receivable" });
  await posting(tx, id, { line: 2, amount: `-${amount}` });
  return id;
}

const asApp = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => withTransaction(ctx, fn);

beforeEach(async () => {
  patientId = (await givenPatient(database().owner, ctx.tenant.id)).id;
});

describe("the journal", () => {
  test("takes a balanced entry and moves the balance", async () => {
    await asApp((tx) => balanced(tx, "100"));
    await asApp((tx) => balanced(tx, "0.000001"));
    const rows = await database()
      .owner`SELECT amount, entries FROM account_balance WHERE patient_id = ${patientId}`;
    expect([...rows]).toEqual([{ amount: "100.000001", entries: 2 }]);
  });

  test("takes a balanced entry made within a savepoint", async () => {
    await asApp(async (tx) => {
      const id = await entry(tx);
      await tx.savepoint((step) => posting(step, id, { line: 1, amount: "100", account: "receivable" }));
      await posting(tx, id, { line: 2, amount: "-100" });
    });
  });

  test.each<[string, Line[]]>([
    ["one posting", [{ line: 3, amount: "1000" }]],
    [
      "postings that sum to zero",
      [
        { line: 3, amount: "1000" },
        { line: 4, amount: "-1000", account: "cash" },
      ],
    ],
    ["a posting of nothing", [{ line: 3, amount: "0" }]],
  ])("refuses %s added to an old entry", async (_, lines) => {
    const id = await asApp((tx) => balanced(tx));
    const adding = asApp(async (tx) => {
      for (const line of lines) await posting(tx, id, line);
    });
    await expect(adding).rejects.toThrow("postings come in its own transaction");
  });

  test.each<[string, Line[]]>([
    ["no postings", []],
    ["one posting", [{ line: 1, amount: "100", account: "receivable" }]],
    [
      "a sum that is not zero",
      [
        { line: 1, amount: "100", account: "receivable" },
        { line: 2, amount: "-99.999999" },
      ],
    ],
    [
      "a receivable side that is not its amount",
      [
        { line: 1, amount: "50", account: "receivable" },
        { line: 2, amount: "-50" },
      ],
    ],
    [
      "no receivable side",
      [
        { line: 1, amount: "100" },
        { line: 2, amount: "-100", account: "cash" },
      ],
    ],
    [
      "sums that are zero over two currencies only",
      [
        { line: 1, amount: "100", account: "receivable" },
        { line: 2, amount: "-100", currency: "EUR" },
      ],
    ],
    [
      "a receivable side in another currency",
      [
        { line: 1, amount: "100", account: "receivable" },
        { line: 2, amount: "-100" },
        { line: 3, amount: "7", account: "receivable", currency: "EUR" },
        { line: 4, amount: "-7", currency: "EUR" },
      ],
    ],
  ])("refuses an entry with %s", async (_, lines) => {
    const posted = asApp(async (tx) => {
      const id = await entry(tx);
      for (const line of lines) await posting(tx, id, line);
    });
    await expect(posted).rejects.toThrow("does not balance");
  });

  test("refuses a posting after the entry was checked within its transaction", async () => {
    const posted = asApp(async (tx) => {
      const id = await balanced(tx);
      await tx`SET CONSTRAINTS ALL IMMEDIATE`;
      await tx`SET CONSTRAINTS ALL DEFERRED`;
      await posting(tx, id, { line: 3, amount: "1000" });
    });
    await expect(posted).rejects.toThrow("does not balance");
  });

  test("is not deceived by another tenant set before the commit", async () => {
    const posted = asApp(async (tx) => {
      const id = await entry(tx);
      await posting(tx, id, { line: 1, amount: "100", account: "receivable" });
      await tx`SELECT set_config('app.tenant_id', ${other.tenant.id}, true)`;
    });
    await expect(posted).rejects.toThrow("does not balance");
  });

  test("refuses an entry that names a transaction or a time of making of its own", async () => {
    for (const column of ["made_in", "created_at"]) {
      const value = column === "made_in" ? "'1'::xid8" : "'2020-01-01'::timestamptz";
      const posted = asApp((tx) =>
        tx.unsafe(`INSERT INTO journal_entry (tenant_id, id, patient_id, posted_at, kind, amount, currency, description, created_by, ${column})
          VALUES ('${ctx.tenant.id}', '${randomUUID()}', '${patientId}', now(), 'charge', 1, 'USD', 'x', 'x', ${value})`),
      );
      await expect(posted).rejects.toThrow("permission denied");
    }
  });

  test.each([
    "UPDATE posting SET amount = 0",
    "DELETE FROM posting",
    "UPDATE journal_entry SET amount = 0",
    "DELETE FROM journal_entry",
    "TRUNCATE posting, journal_entry",
    "UPDATE account_balance SET amount = 0",
    "INSERT INTO account_balance (tenant_id, patient_id, currency, amount, entries) VALUES (app_tenant(), uuid_v7(), 'USD', 5, 1)",
    "DELETE FROM account_balance",
    "ALTER TABLE posting DISABLE TRIGGER USER",
    "SET session_replication_role = replica",
  ])("and its balances refuse: %s", async (statement) => {
    await expect(asApp((tx) => tx.unsafe(statement))).rejects.toThrow(/permission denied|must be owner/);
  });
});
