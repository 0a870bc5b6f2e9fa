import { appRoleUrl } from "@/db/app-role";
import type { Tx } from "@/db/client";
import { openPool, type Pool } from "@/db/pool";
import { inTenant } from "@/db/transaction";
import { audit, queryHash } from "@/lib/audit";
import { loadSearchPage } from "@/lib/patients";
import { actorOf, systemContext } from "@/lib/tenancy";
import { startBareServer } from "./bare-server";
import { type BenchSite, withBenchSite } from "./bench-site";
import { type Client, createClient } from "./http-client";
import { CLIENTS, measureMixed } from "./mixed-load";
import { explainSearches } from "./plans";
import type { BenchResult } from "./report";
import { makeQueries, mixQueries } from "./search-queries";
import { percentiles, round, timeEach } from "./stats";

const P95_AIM_MS = 5;
const PER_SECOND_AIM = 1_200;
const FLOOR_FACTOR = 3;
const WARM_UP = 60;

/**
 * Search over HTTP with session check, row-level security and audit on, beside its floors in the same run: the same SQL
 * straight through postgres.js, and a fixed answer of the same size from a server that does nothing else.
 */
export async function benchSearch(options: { patients: number }): Promise<BenchResult> {
  return withBenchSite(options.patients, async (site) => {
    const queries = await makeQueries(site.database.owner, site.tenantId);
    const client = createClient(site.port, site.token);
    const sql = openPool(appRoleUrl(site.database.ownerUrl), {
      max: 8,
      applicationName: "swiftchart-bench",
    });
    const rows: BenchResult["rows"] = [];
    const notes: string[] = [];
    try {
      await warmUp(client, sql, site, queries);
      for (const [name, paths] of queries) {
        const row = await measureClass({ client, sql, site, name, paths });
        rows.push(row);
        if (row["p95 c1"] > P95_AIM_MS)
          notes.push(`${name}: p95 ${row["p95 c1"]} ms at concurrency 1, aim ${P95_AIM_MS} ms.`);
        const floor = row["sql p50"] + row["bare p50"];
        if (row["p50 c1"] > FLOOR_FACTOR * floor) {
          notes.push(
            `${name}: p50 ${row["p50 c1"]} ms is ${(row["p50 c1"] / floor).toFixed(1)} times SQL + bare (${floor.toFixed(2)} ms), aim ${FLOOR_FACTOR}.`,
          );
        }
      }
      await addAuditCost({ rows, notes }, sql, site, queries.get("family name") ?? []);
      await addMixed({ rows, notes }, client, site, mixQueries(queries));
      const plans = await explainSearches(site, queries);
      return { name: "search", rows, notes, plans };
    } finally {
      client.close();
      await sql.end({ timeout: 5 });
    }
  });
}

async function warmUp(
  client: Client,
  sql: Pool,
  site: BenchSite,
  queries: Map<string, string[]>,
): Promise<void> {
  for (const paths of queries.values()) {
    // Other page sizes than the measured ones, so that nothing measured is in the cache.
    const warm = paths.slice(0, WARM_UP).map((path) => path.replace(/limit=\d+/, "limit=19"));
    await timeEach(warm, 8, (path) => client.get(path));
    await timeEach(warm, 4, (path) => bareSql(sql, site, path));
  }
}

/** The same statements as the API's, without HTTP, session check, audit and cache. */
function bareSql(sql: Pool, site: BenchSite, path: string): Promise<unknown> {
  const { searchParams } = new URL(path, "http://localhost");
  const input = { q: searchParams.get("q") ?? "", limit: Number(searchParams.get("limit") ?? 20) };
  return inTenant(
    sql,
    site.tenantId,
    (tx) => loadSearchPage(tx, { id: site.tenantId, dateOrder: "month-day-year" }, input),
    { kind: "read" },
  );
}

/** Searches of all classes at once from sixteen clients: how many a second, and what each costs. */
async function addMixed(
  found: Pick<BenchResult, "rows" | "notes">,
  client: Client,
  site: BenchSite,
  paths: readonly string[],
): Promise<void> {
  const row = await measureMixed(site, paths, async (path) => {
    const answer = await client.get(path);
    if (answer.status !== 200)
      throw new Error(`${path} was answered with ${answer.status}: ${answer.body.slice(0, 200)}`);
  });
  found.rows.push({ class: `mixed, ${CLIENTS} clients`, ...row });
  if (row["per second"] < PER_SECOND_AIM)
    found.notes.push(
      `${row["per second"]} mixed searches a second from ${CLIENTS} clients, aim ${PER_SECOND_AIM}.`,
    );
}

const AUDIT_SHARE_AIM = 0.1;

/** What the audit event adds to a search: the same statements with and without it, in turn, against the API's own median. */
async function addAuditCost(
  found: Pick<BenchResult, "rows" | "notes">,
  sql: Pool,
  site: BenchSite,
  paths: string[],
): Promise<void> {
  const ctx = await systemContext(site.database.owner, { tenant: "big", actor: "bench" });
  const search = (path: string, isAudited: boolean) => {
    const q = new URL(path, "http://localhost").searchParams.get("q") ?? "";
    const run = async (tx: Tx) => {
      const page = await loadSearchPage(tx, ctx.tenant, { q, limit: 20 });
      const targetIds = page.items.map((hit) => hit.id);
      if (isAudited) await audit(tx, ctx, { action: "patient.search", targetIds, queryHash: queryHash(q) });
    };
    return inTenant(sql, ctx.tenant.id, run, { actor: actorOf(ctx), kind: "read" });
  };
  const off: number[] = [];
  const on: number[] = [];
  for (const path of paths) {
    off.push(...(await timeEach([path], 1, (p) => search(p, false))));
    on.push(...(await timeEach([path], 1, (p) => search(p, true))));
  }
  const cost = percentiles(on).p50 - percentiles(off).p50;
  const api = Number(found.rows.find((row) => row.class === "family name")?.["p50 c1"]);
  const share = cost / (api - cost);
  found.rows.push({
    class: `audit event: ${(share * 100).toFixed(1)} % of a search`,
    n: paths.length,
    "p50 c1": round(cost),
  });
  if (share > AUDIT_SHARE_AIM)
    found.notes.push(`the audit event adds ${(share * 100).toFixed(1)} % to a search, aim 10 %.`);
}

type Asked = { client: Client; sql: Pool; site: BenchSite; name: string; paths: string[] };

async function measureClass({ client, sql, site, name, paths }: Asked) {
  // Half of the queries for each concurrency: an answer that is in the cache would not be a search.
  const half = Math.ceil(paths.length / 2);
  const sizes: number[] = [];
  const ask = async (path: string) => {
    const answer = await client.get(path);
    if (answer.status !== 200)
      throw new Error(`${path} was answered with ${answer.status}: ${answer.body.slice(0, 200)}`);
    sizes.push(answer.body.length);
  };
  const direct = percentiles(await timeEach(paths, 1, (path) => bareSql(sql, site, path)));
  const one = percentiles(await timeEach(paths.slice(0, half), 1, ask));
  const eight = percentiles(await timeEach(paths.slice(half), 8, ask));
  const bytes = percentiles(sizes).p50;
  const bare = await startBareServer("x".repeat(bytes));
  const bareClient = createClient(bare.port, site.token);
  const floor = percentiles(await timeEach(paths.slice(0, half), 1, () => bareClient.get("/")));
  bareClient.close();
  await bare.stop();
  return {
    class: name,
    n: paths.length,
    "p50 c1": one.p50,
    "p95 c1": one.p95,
    "p99 c1": one.p99,
    "p50 c8": eight.p50,
    "p95 c8": eight.p95,
    "p99 c8": eight.p99,
    "sql p50": direct.p50,
    "sql p95": direct.p95,
    "bare p50": floor.p50,
    "bare p95": floor.p95,
    bytes,
  };
}
