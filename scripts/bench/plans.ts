import postgres from "postgres";
import { appRoleUrl } from "@/db/app-role";
import { loadSearchPage } from "@/lib/patients";
import type { BenchSite } from "./bench-site";

/** The plans of the statements one query of each class runs, as the application's role, with real counts. */
export async function explainSearches(
  site: BenchSite,
  queries: Map<string, string[]>,
): Promise<Record<string, string>> {
  const plans: Record<string, string> = {};
  for (const [name, paths] of queries) {
    const q = new URL(paths[3] ?? "/", "http://localhost").searchParams.get("q") ?? "";
    plans[name] = (await explain(site, q)).join("\n\n");
  }
  return plans;
}

async function explain(site: BenchSite, q: string): Promise<string[]> {
  const seen: { query: string; parameters: unknown[] }[] = [];
  const sql = postgres(appRoleUrl(site.database.ownerUrl), {
    max: 1,
    debug: (_connection, query, parameters) => seen.push({ query, parameters }),
  });
  try {
    return await sql.begin(async (tx) => {
      await tx`SELECT set_config('app.tenant_id', ${site.tenantId}, true)`;
      seen.length = 0;
      await loadSearchPage(tx, { id: site.tenantId, dateOrder: "month-day-year" }, { q, limit: 20 });
      const statements = seen.filter(({ query }) => /^\s*(SELECT|WITH)/i.test(query));
      const texts: string[] = [];
      for (const { query, parameters } of statements) {
        const rows = await tx.unsafe(`EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) ${query}`, parameters as never[]);
        texts.push(rows.map((row) => String(row["QUERY PLAN"])).join("\n"));
      }
      return texts;
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
