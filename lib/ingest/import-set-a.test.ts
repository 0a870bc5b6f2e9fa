import Big from "big.js";
import { beforeAll, describe, expect, test } from "vitest";
import { type Ctx, systemContext } from "@/lib/tenancy";
import { testDatabase } from "@/tests/harness/database";
import { readArchive } from "@/tests/harness/read-archive";
import { sharedData } from "@/tests/harness/shared-data";
import { importPaths } from "./import-paths";
import type { ImportReport } from "./schema";

const archive = sharedData("synthea/synthea-set-a.tar.gz");
const IMPORT_MS_MAX = 240_000;

// Resources of the sample as its own index counts them.
const EXPECTED: Record<string, number> = {
  AllergyIntolerance: 96,
  CarePlan: 318,
  CareTeam: 19,
  Claim: 4280,
  Condition: 1029,
  DiagnosticReport: 1369,
  DocumentReference: 297,
  Encounter: 3607,
  ExplanationOfBenefit: 3607,
  Goal: 199,
  ImagingStudy: 52,
  Immunization: 2278,
  Location: 1191,
  MedicationAdministration: 2,
  MedicationRequest: 673,
  Observation: 17302,
  Organization: 1507,
  Patient: 145,
  Practitioner: 1507,
  PractitionerRole: 1191,
  Procedure: 2111,
  Provenance: 8,
};

type Sourced = { text: string };
type RawResource = {
  resourceType: string;
  id: string;
  patient?: { reference: string };
  total?: { value?: Sourced };
  payment?: { amount?: { value?: Sourced } };
};

/** JSON with every number as the digits it was written with, read without the product's own parser. */
function parseSourced(text: string): { entry: { resource: RawResource }[] } {
  const keepSource = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === "number" ? { text: context?.source ?? "" } : value;
  return JSON.parse(text, keepSource) as { entry: { resource: RawResource }[] };
}

/** What each patient owes by the raw files: claims' totals less what insurers paid. */
function owedByPatient(files: ReadonlyMap<string, string>): Map<string, Big> {
  const owed = new Map<string, Big>();
  for (const text of files.values()) {
    for (const { resource } of parseSourced(text).entry) {
      const { resourceType, total, payment, patient } = resource;
      const charged = resourceType === "Claim" ? total?.value?.text : undefined;
      const paid = resourceType === "ExplanationOfBenefit" ? payment?.amount?.value?.text : undefined;
      const id = patient?.reference.replace(/^urn:uuid:|^Patient\//, "") ?? "";
      if (resourceType === "Patient") owed.set(resource.id, owed.get(resource.id) ?? new Big(0));
      if (charged ?? paid) owed.set(id, (owed.get(id) ?? new Big(0)).plus(charged ?? 0).minus(paid ?? 0));
    }
  }
  return owed;
}

const database = testDatabase();

describe.skipIf(!archive)("a hundred and forty-five patients of four vintages", () => {
  let ctx: Ctx;
  let first: ImportReport;
  const started = performance.now();

  beforeAll(async () => {
    ctx = await systemContext(database().owner, { tenant: "demo", actor: "import" });
    first = await importPaths(ctx, [archive ?? ""]);
  }, IMPORT_MS_MAX);

  test("all resources go in, none is refused", () => {
    const counts = Object.entries(first.resources).map(([type, n]) => [type, n.created + n.unchanged]);
    expect(Object.fromEntries(counts)).toEqual(EXPECTED);
    expect(first).toMatchObject({ rejected: [], withoutEntry: [], files: 149 });
    expect(performance.now() - started).toBeLessThan(IMPORT_MS_MAX);
  });

  test("the balances are, to six places, what claims and payments of the raw files come to", async () => {
    const owed = owedByPatient(await readArchive(archive ?? ""));
    const rows = await database().owner<{ id: string; amount: string | null; journal: string | null }[]>`
      SELECT p.id, b.amount, (SELECT sum(amount) FROM journal_entry e WHERE e.tenant_id = p.tenant_id AND e.patient_id = p.id) AS journal
      FROM patient p LEFT JOIN account_balance b ON b.tenant_id = p.tenant_id AND b.patient_id = p.id AND b.currency = 'USD'
      WHERE p.tenant_id = ${ctx.tenant.id}`;
    const balances = new Map(rows.map(({ id, amount }) => [id, amount ?? "0.000000"]));
    expect(owed.size).toBe(145);
    expect(balances).toEqual(new Map([...owed].map(([id, amount]) => [id, amount.toFixed(6)])));
    expect(rows.every(({ amount, journal }) => (amount ?? "0.000000") === (journal ?? "0.000000"))).toBe(
      true,
    );
  });

  test("every claim is one charge, every benefit one payment, and the books balance", async () => {
    const kinds = await database()
      .owner`SELECT kind, count(*)::int AS n FROM journal_entry GROUP BY kind ORDER BY kind`;
    const [books] = await database().owner`SELECT sum(amount) AS difference FROM posting`;
    expect([...kinds]).toEqual([
      { kind: "charge", n: 4280 },
      { kind: "insurer-payment", n: 3607 },
    ]);
    expect(books).toEqual({ difference: "0.000000" });
  });

  test("no stored reference dangles: each names a stored resource or is told as unresolved", async () => {
    const kept = await database().owner<{ reference: string }[]>`
      WITH all_texts AS (
        SELECT resource::text AS text FROM patient UNION ALL SELECT resource::text FROM record UNION ALL SELECT resource::text FROM fhir_resource),
      named AS (SELECT DISTINCT m[1] AS reference FROM all_texts, regexp_matches(text, '"reference":"([^#"][^"]*)"', 'g') AS m)
      SELECT reference FROM named
      WHERE NOT EXISTS (SELECT 1 FROM patient t WHERE t.tenant_id = ${ctx.tenant.id} AND named.reference = 'Patient/' || t.id)
        AND split_part(reference, '/', 2) !~ '^[0-9a-f-]{36}$'
      UNION
      SELECT reference FROM named
      WHERE split_part(reference, '/', 2) ~ '^[0-9a-f-]{36}$'
        AND NOT EXISTS (SELECT 1 FROM patient t WHERE t.id = split_part(named.reference, '/', 2)::uuid)
        AND NOT EXISTS (SELECT 1 FROM record t WHERE t.id = split_part(named.reference, '/', 2)::uuid)
        AND NOT EXISTS (SELECT 1 FROM fhir_resource t WHERE t.id = split_part(named.reference, '/', 2)::uuid)`;
    const told = new Set(first.unresolved.map(({ reference }) => reference));
    expect(new Set(kept.map(({ reference }) => reference))).toEqual(told);
    expect([...told].every((reference) => reference.includes("?identifier="))).toBe(true);
    // 42 of the 245 references that no information bundle answers name organizations that other patients' bundles bring.
    expect(first.unresolved).toHaveLength(203);
  });

  test(
    "a second import reports nothing but unchanged",
    async () => {
      const second = await importPaths(ctx, [archive ?? ""]);
      const counts = Object.entries(second.resources).map(([type, { unchanged }]) => [type, unchanged]);
      expect(Object.fromEntries(counts)).toEqual(EXPECTED);
      expect(Object.values(second.resources).every((n) => n.created + n.updated + n.rejected === 0)).toBe(
        true,
      );
      expect(second).toMatchObject({ rejected: [], completed: 0, unresolved: first.unresolved });
    },
    IMPORT_MS_MAX,
  );
});
