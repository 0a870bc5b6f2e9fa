import postgres from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { loadSummary } from "@/lib/chart/load-summary";
import { loadSearchPage } from "@/lib/patients";
import { scaleTenant } from "@/scripts/scale/scale-tenant";
import { testDatabase } from "@/tests/harness/database";

const PATIENTS = 20_000;
const database = testDatabase();
let tenantId = "";

beforeAll(async () => {
  const { owner, ownerUrl } = database();
  await scaleTenant({
    ownerUrl,
    slug: "plans",
    patients: PATIENTS,
    password: "not used to sign in",
    onProgress: () => {},
  });
  const [tenant] = await owner<{ id: string }[]>`SELECT tenant_id AS id FROM tenant WHERE slug = 'plans'`;
  tenantId = tenant?.id ?? "";
}, 120_000);

type Plan = { "Node Type": string; "Relation Name"?: string; "Index Name"?: string; Plans?: Plan[] };

function walk(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(walk)];
}

/** Every scan of every statement that `run` sends, as the application's role, on the generated tenant. */
async function scansOf(run: (tx: postgres.TransactionSql) => Promise<unknown>): Promise<Plan[]> {
  const seen: { query: string; parameters: unknown[] }[] = [];
  const sql = postgres(database().appUrl, {
    max: 1,
    debug: (_, query, parameters) => seen.push({ query, parameters }),
  });
  try {
    return await sql.begin(async (tx) => {
      await tx`SELECT set_config('app.tenant_id', ${tenantId}, true)`;
      seen.length = 0;
      await run(tx);
      const scans: Plan[] = [];
      for (const { query, parameters } of seen.slice()) {
        const [row] = await tx.unsafe(`EXPLAIN (FORMAT JSON) ${query}`, parameters as never[]);
        const text = row?.["QUERY PLAN"];
        const [{ Plan: plan }] = typeof text === "string" ? JSON.parse(text) : text;
        scans.push(...walk(plan).filter((node) => node["Relation Name"] || node["Index Name"]));
      }
      return scans;
    });
  } finally {
    await sql.end();
  }
}

const QUERIES = {
  "no words": "",
  "one letter": "s",
  "two letters": "sm",
  "a common name": "smith",
  "a rare name": "zimmerman",
  "two names": "smith john",
  "a name and an initial": "smith, j",
  "two beginnings": "jo smi",
  "two letters apart": "s j",
  "a typo": "smihtt",
  "a typo and a name": "smihtt john",
  "an MRN": "0012345",
  "a common beginning of an MRN": "00",
  "a birth date": "1984-03-12",
  "a birth date and a name": "1984-03-12 smith",
  "the end of a phone": "4471",
  "a name and the end of a phone": "smith 4471",
  nothing: "qxqxqx",
};

describe("a search reads no table without its index", () => {
  test.each(Object.entries(QUERIES))("%s", async (_, q) => {
    const scans = await scansOf((tx) =>
      loadSearchPage(tx, { id: tenantId, dateOrder: "month-day-year" }, { q, limit: 20 }),
    );
    expect(scans.length).toBeGreaterThan(0);
    expect(scans.filter((scan) => scan["Node Type"] === "Seq Scan")).toEqual([]);
  });
});

test("a summary reads no table without its index", async () => {
  const [patient] = await database().owner<
    { id: string }[]
  >`SELECT id FROM patient WHERE tenant_id = ${tenantId} LIMIT 1`;
  const scans = await scansOf((tx) =>
    loadSummary(tx, { tenantId, patientId: patient?.id ?? "", version: "1" }),
  );
  // Tables that are all but empty here are read whole by any planner; those that are not must not be.
  const whole = scans.filter((scan) => scan["Node Type"] === "Seq Scan").map((scan) => scan["Relation Name"]);
  expect(
    whole.filter((table) => ["patient", "patient_chart", "account_balance"].includes(table ?? "")),
  ).toEqual([]);
});

test("the check sees a table read whole", async () => {
  const scans = await scansOf((tx) => tx`SELECT count(*) FROM patient WHERE family_name LIKE '%x%'`);
  expect(scans.map((scan) => scan["Node Type"])).toContain("Seq Scan");
});
