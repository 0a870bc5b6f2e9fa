import { type ImportReport, importPaths } from "@/lib/ingest";
import { type Ctx, systemContext } from "@/lib/tenancy";
import type { TestDatabase } from "../harness/database";
import { givenFiles } from "./given-files";

/** Imports into a test's database, and looks at what it left there. */
export function importsInto(database: () => TestDatabase) {
  function importer(slug = "demo"): Promise<Ctx> {
    return systemContext(database().owner, { tenant: slug, actor: "import" });
  }

  async function importFiles(
    files: Record<string, string | Buffer | object>,
    slug = "demo",
  ): Promise<ImportReport> {
    return importPaths(await importer(slug), [await givenFiles(files)]);
  }

  async function recordOf(id: string): Promise<Record<string, unknown> | undefined> {
    const [row] = await database().owner`SELECT * FROM record WHERE id = ${id}`;
    return row;
  }

  async function keptResource(type: string, id: string): Promise<Record<string, unknown> | undefined> {
    const [row] = await database().owner<{ resource: string }[]>`
      SELECT resource FROM fhir_resource WHERE resource_type = ${type} AND id = ${id}`;
    return row && (JSON.parse(row.resource) as Record<string, unknown>);
  }

  async function balanceOf(patientId: string): Promise<string | undefined> {
    const [row] = await database().owner<
      { amount: string }[]
    >`SELECT amount FROM account_balance WHERE patient_id = ${patientId}`;
    return row?.amount;
  }

  return { importer, importFiles, recordOf, keptResource, balanceOf };
}

/** How many resources an import took in, of all types together. */
export function countsOf({ resources }: ImportReport): Record<string, number> {
  const totals = { created: 0, updated: 0, unchanged: 0, rejected: 0 };
  for (const counts of Object.values(resources)) {
    totals.created += counts.created;
    totals.updated += counts.updated;
    totals.unchanged += counts.unchanged;
    totals.rejected += counts.rejected;
  }
  return totals;
}
