import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { Ctx } from "@/lib/tenancy";
import { givenContext, givenPatient } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { listLedger } from "./list-ledger";

const database = testDatabase();
let ctx: Ctx;
beforeAll(async () => {
  ctx = await givenContext(database().owner, "billing");
});

async function givenCharge(patientId: string, amount: string, currency: string): Promise<void> {
  const entryId = randomUUID();
  await database().owner.begin(async (tx) => {
    await tx`
      INSERT INTO journal_entry (tenant_id, id, patient_id, posted_at, kind, amount, currency, description, created_by)
      VALUES (${ctx.tenant.id}, ${entryId}, ${patientId}, now(), 'charge', ${amount}, ${currency}, 'Visit', 'test')`;
    await tx`
      INSERT INTO posting (tenant_id, entry_id, line, account, amount, currency)
      VALUES (${ctx.tenant.id}, ${entryId}, 1, 'receivable', ${amount}, ${currency}),
             (${ctx.tenant.id}, ${entryId}, 2, 'revenue', ${`-${amount}`}, ${currency})`;
  });
}

test("the ledger is in the clinic's currency, also just after that has been changed", async () => {
  const { id } = await givenPatient(database().owner, ctx.tenant.id);
  await givenCharge(id, "12.500000", "USD");
  await givenCharge(id, "80.000000", "EUR");
  const inCurrency = async (currency: string) => {
    const { items } = await listLedger({ ...ctx, tenant: { ...ctx.tenant, currency } }, id, { limit: 20 });
    return items.map((entry) => `${entry.amount} ${entry.currency}`);
  };
  expect(await inCurrency("USD")).toEqual(["12.500000 USD"]);
  expect(await inCurrency("EUR")).toEqual(["80.000000 EUR"]);
});
