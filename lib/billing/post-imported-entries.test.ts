import { createHash, randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { givenContext, givenPatient } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { type ImportedMoney, postImportedEntries } from "./post-imported-entries";

const database = testDatabase();
let ctx: Ctx;

beforeAll(async () => {
  ctx = await givenContext(database().owner, "billing");
});

function idOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

const post = (...items: ImportedMoney[]): Promise<number> =>
  withTransaction(ctx, (tx) => postImportedEntries(tx, ctx, { items, idOf }));

function claim(ids: { sourceId: string; patientId: string }, amount: string): ImportedMoney {
  const money = {
    kind: "charge" as const,
    amount,
    currency: "USD",
    postedAt: null,
    postedText: null,
    description: "Claim",
  };
  return { sourceType: "Claim", ...ids, money };
}

function benefit(ids: { sourceId: string; patientId: string }, amount: string): ImportedMoney {
  const money = {
    kind: "insurer-payment" as const,
    amount,
    currency: "USD",
    postedAt: null,
    postedText: null,
    description: "Paid",
  };
  return { sourceType: "ExplanationOfBenefit", ...ids, money };
}

test("a changed claim reverses its own charge, not the payment of a benefit with the same id", async () => {
  const patientId = (await givenPatient(database().owner, ctx.tenant.id)).id;
  const ids = { sourceId: randomUUID(), patientId };
  expect(await post(benefit(ids, "-60.000000"), claim(ids, "100.000000"))).toBe(2);
  expect(await post(benefit(ids, "-60.000000"), claim(ids, "80.000000"))).toBe(2);
  const rows = await database().owner`
    SELECT kind, amount, source_type AS source FROM journal_entry WHERE patient_id = ${patientId} ORDER BY kind, amount`;
  expect([...rows]).toEqual([
    { kind: "charge", amount: "80.000000", source: "Claim" },
    { kind: "charge", amount: "100.000000", source: "Claim" },
    { kind: "insurer-payment", amount: "-60.000000", source: "ExplanationOfBenefit" },
    { kind: "reversal", amount: "-100.000000", source: "Claim" },
  ]);
  expect(await post(benefit(ids, "-60.000000"), claim(ids, "80.000000"))).toBe(0);
});
