import { expect, test } from "vitest";
import { listHistory } from "@/lib/resources";
import { withTransaction } from "@/lib/tenancy";
import { aBenefit, aBundle, aClaim, anObservation, aPatient } from "@/tests/factories";
import { countsOf, importsInto } from "@/tests/factories/imports-into";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();
const { importer, importFiles, recordOf, balanceOf } = importsInto(database);

test("a changed resource gets a version and its former text stays in the history", async () => {
  const patient = aPatient();
  const weight = anObservation(`urn:uuid:${patient.id}`);
  await importFiles({ "a.json": aBundle("transaction", [patient, weight]) });
  const corrected = { ...weight, status: "entered-in-error" };
  const report = await importFiles({ "a.json": aBundle("transaction", [patient, corrected]) });
  expect(report.resources.Observation).toEqual({ created: 0, updated: 1, unchanged: 0, rejected: 0 });
  expect(await recordOf(weight.id)).toMatchObject({ version: 2, is_retracted: true });
  const ctx = await importer();
  const history = await withTransaction(ctx, (tx) =>
    listHistory(tx, ctx, { type: "Observation", id: weight.id }),
  );
  expect(history).toEqual([
    {
      type: "Observation",
      id: weight.id,
      version: 1,
      resource: JSON.stringify({ ...weight, subject: { reference: `Patient/${patient.id}` } }),
      madeAt: expect.stringMatching(/^20/),
      madeBy: null,
      madeByName: "import",
      reason: "import",
      replacedAt: expect.stringMatching(/^20/),
    },
  ]);
  expect((await recordOf(weight.id))?.updated_at).toBe(history[0]?.replacedAt);
});

test("another tenant's patient of the same id is another row, and neither import sees the other", async () => {
  const patient = aPatient();
  const weight = anObservation(`Patient/${patient.id}`);
  await importFiles({ "a.json": aBundle("transaction", [patient]) }, "other");
  const report = await importFiles({ "b.json": weight });
  expect(report.unresolved).toHaveLength(1);
  const rows = await database()
    .owner`SELECT slug FROM patient JOIN tenant USING (tenant_id) WHERE id = ${patient.id}`;
  expect([...rows]).toEqual([{ slug: "other" }]);
});

test("claims charge the account and benefits pay; a changed total is a reversal and a new entry", async () => {
  const patient = aPatient();
  const claim = aClaim(`Patient/${patient.id}`);
  const benefit = aBenefit(`Patient/${patient.id}`);
  const unpaid = aBenefit(`Patient/${patient.id}`, { payment: undefined });
  const report = await importFiles({ "a.json": aBundle("transaction", [patient, claim, benefit, unpaid]) });
  expect(await balanceOf(patient.id)).toBe("69.500000");
  expect(report.withoutEntry).toMatchObject([
    { resourceType: "ExplanationOfBenefit", id: unpaid.id, reason: "payment.amount is absent" },
  ]);
  const lowered = { ...claim, total: { value: 80.25, currency: "USD" } };
  await importFiles({ "a.json": aBundle("transaction", [lowered]) });
  await importFiles({ "a.json": aBundle("transaction", [lowered]) });
  expect(await balanceOf(patient.id)).toBe("49.750000");
  const entries = await database()
    .owner`SELECT kind, amount FROM journal_entry WHERE source_id = ${claim.id} ORDER BY amount`;
  expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
    ["reversal", "-100.000000"],
    ["charge", "80.250000"],
    ["charge", "100.000000"],
  ]);
  await importFiles({ "a.json": aBundle("transaction", [{ ...lowered, status: "cancelled" }]) });
  expect(await balanceOf(patient.id)).toBe("-30.500000");
});

test("a claim and a benefit that share an id each have their own entry, and a change reverses the right one", async () => {
  const patient = aPatient();
  const claim = aClaim(`Patient/${patient.id}`);
  const benefit = { ...aBenefit(`Patient/${patient.id}`), id: claim.id };
  await importFiles({ "a.json": aBundle("collection", [patient, claim]), "b.json": benefit });
  expect(await balanceOf(patient.id)).toBe("69.500000");
  const cancelled = { ...claim, status: "cancelled" };
  await importFiles({ "a.json": cancelled, "b.json": { ...benefit, disposition: "Paid" } });
  expect(await balanceOf(patient.id)).toBe("-30.500000");
  const entries = await database()
    .owner`SELECT source_type, kind, amount FROM journal_entry WHERE source_id = ${claim.id} ORDER BY amount`;
  expect([...entries]).toEqual([
    { source_type: "Claim", kind: "reversal", amount: "-100.000000" },
    { source_type: "ExplanationOfBenefit", kind: "insurer-payment", amount: "-30.500000" },
    { source_type: "Claim", kind: "charge", amount: "100.000000" },
  ]);
});

test("every transaction of an import leaves an audit event with counts and no names", async () => {
  const patient = aPatient();
  await importFiles({ "Osei_Ama.json": aBundle("transaction", [patient]) });
  const [event] = await database()
    .owner`SELECT action, actor, outcome, detail FROM audit_event WHERE patient_id = ${patient.id}`;
  expect(event).toEqual({
    action: "import.batch",
    actor: "import",
    outcome: "success",
    detail: { created: 1, updated: 0, unchanged: 0, rejected: 0 },
  });
});

test("the application's role writes an import; nothing of it needs more rights", async () => {
  const ctx = await importer();
  const [row] = await withTransaction(
    ctx,
    (tx) => tx`SELECT current_user AS name, rolsuper FROM pg_roles WHERE rolname = current_user`,
  );
  expect(row).toEqual({ name: "swiftchart_app", rolsuper: false });
});

test("what no index could hold goes in all the same: endless names, codes and identifiers", async () => {
  const endless = "y".repeat(20_000);
  const patient = aPatient({
    name: [{ family: endless, given: [endless] }],
    identifier: [{ system: "urn:test", value: endless }],
    telecom: [{ system: "phone", value: "1".repeat(20_000) }],
    managingOrganization: { reference: `Organization?identifier=urn:test|${endless}` },
  });
  const code = { coding: [{ system: "urn:test", code: endless }], text: endless };
  const weight = anObservation(`urn:uuid:${patient.id}`, { code });
  const report = await importFiles({ "a.json": aBundle("transaction", [patient, weight]) });
  expect(report).toMatchObject({ rejected: [], unresolved: [{ from: `Patient/${patient.id}` }] });
  expect(countsOf(report).created).toBe(2);
});
