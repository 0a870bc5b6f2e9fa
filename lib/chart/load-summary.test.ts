import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { type Ctx, withSnapshot, withTenant } from "@/lib/tenancy";
import { givenContext, givenPatient, givenRecord } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { getSummary } from "./get-summary";
import { loadSummary } from "./load-summary";
import { findChartVersion } from "./read-chart";

const database = testDatabase();
let ctx: Ctx;
beforeAll(async () => {
  ctx = await givenContext(database().owner, "clinician");
});

/** One transaction that changes every part of a summary: a name, an allergy, a weight, an appointment and a charge. */
async function changeAll(patientId: string, n: number): Promise<void> {
  await database().owner.begin(async (tx) => {
    const of = { tenantId: ctx.tenant.id, patientId };
    const start = new Date(Date.now() + (n + 1) * 3_600_000);
    const during = [start.toISOString(), new Date(start.getTime() + 600_000).toISOString()] as const;
    const entryId = randomUUID();
    await tx`UPDATE patient SET given_name = ${`Given ${n}`} WHERE id = ${patientId}`;
    await givenRecord(tx as never, of, { type: "allergy", title: `Allergy ${n}`, isCurrent: true });
    await givenRecord(tx as never, of, {
      type: "observation",
      title: "Body weight",
      code: "29463-7",
      value: String(n),
      at: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
    });
    await tx`
      INSERT INTO appointment (tenant_id, id, patient_id, provider_id, provider_name, type, during)
      VALUES (${ctx.tenant.id}, ${randomUUID()}, ${patientId}, ${randomUUID()}, 'Dr. Kaur', 'Visit', tstzrange(${during[0]}, ${during[1]}))`;
    await tx`
      INSERT INTO journal_entry (tenant_id, id, patient_id, posted_at, kind, amount, currency, description, created_by)
      VALUES (${ctx.tenant.id}, ${entryId}, ${patientId}, now(), 'charge', 1, 'USD', 'Test', 'test')`;
    await tx`
      INSERT INTO posting (tenant_id, entry_id, line, account, amount, currency)
      VALUES (${ctx.tenant.id}, ${entryId}, 1, 'receivable', 1, 'USD'), (${ctx.tenant.id}, ${entryId}, 2, 'revenue', -1, 'USD')`;
  });
}

async function load(tx: Parameters<typeof loadSummary>[0], patientId: string, version: string) {
  const stored = await loadSummary(tx, { tenantId: ctx.tenant.id, patientId, version });
  return {
    name: stored.patient.givenName,
    allergies: stored.allergies.length,
    counted: stored.counts.allergy ?? 0,
    weight: stored.vitals["29463-7"]?.value ?? 0,
    appointments: stored.appointments.length,
    balance: stored.balances[0]?.amount,
  };
}

const AFTER = (n: number) => ({
  name: `Given ${n}`,
  allergies: n,
  counted: n,
  weight: n,
  appointments: n,
  balance: `${n}.000000`,
});

test("a write that commits between the version and the parts is in none of them", async () => {
  const { id } = await givenPatient(database().owner, ctx.tenant.id);
  await changeAll(id, 1);
  const [version, seen] = await withSnapshot(ctx, async (tx) => {
    const there = await findChartVersion(tx, ctx.tenant.id, id);
    await changeAll(id, 2);
    return [there, await load(tx, id, there ?? "")] as const;
  });
  expect(seen).toEqual(AFTER(1));
  const now = await withSnapshot(ctx, (tx) => findChartVersion(tx, ctx.tenant.id, id));
  expect(BigInt(now ?? 0)).toBeGreaterThan(BigInt(version ?? 0));
  // What a plain transaction would have told: new parts under the version before.
  const plain = await withTenant(ctx, async (tx) => {
    await findChartVersion(tx, ctx.tenant.id, id);
    await changeAll(id, 3);
    return load(tx, id, "");
  });
  expect(plain).toEqual(AFTER(3));
});

test("under forty interleaved writes of every part each summary is of one moment, and never older than its reader", async () => {
  const { id } = await givenPatient(database().owner, ctx.tenant.id);
  await changeAll(id, 1);
  let committed = 1;
  const read = async (): Promise<void> => {
    const least = committed;
    const { summary } = await getSummary(ctx, id);
    const n = summary.allergies.length;
    expect(n).toBeGreaterThanOrEqual(least);
    expect(summary.patient.givenName).toBe(`Given ${n}`);
    expect(summary.counts.allergy).toBe(n);
    expect(summary.vitals["29463-7"]?.value).toBe(n);
    expect(summary.balance.amount).toBe(`${n}.000000`);
  };
  for (let n = 2; n <= 40; n++) {
    const readers = [read(), read(), read()];
    await changeAll(id, n);
    committed = n;
    await Promise.all([...readers, read()]);
  }
});

test("a patient of another tenant is not found", async () => {
  const { id } = await givenPatient(database().owner, ctx.tenant.id);
  const other = await givenContext(database().owner, "clinician", "other");
  await expect(
    withSnapshot(other, (tx) => loadSummary(tx, { tenantId: other.tenant.id, patientId: id, version: "1" })),
  ).rejects.toMatchObject({ code: "not_found" });
});
