import { randomUUID } from "node:crypto";
import { createPool, type Sql } from "@/db/client";
import { seedTenant } from "../demo/seed-users";
import { indexPatients, postBalances } from "./index-patients";
import { loadPools } from "./load-pools";
import { idPrefix, makePatients } from "./make-patients";

const CHUNK = 100_000;

export type ScaleOptions = {
  ownerUrl: string;
  slug: string;
  patients: number;
  /** Of the tenant's five users, when it has to be made. */
  password: string;
  onProgress: (done: number, total: number) => void;
};

/**
 * Makes a tenant of so many generated patients, or adds those it lacks; each hundred thousand is one transaction, so an
 * interrupted run goes on where it stopped. Returns how many were added.
 */
export async function scaleTenant(options: ScaleOptions): Promise<number> {
  const sql = createPool(options.ownerUrl, { max: 1, applicationName: "swiftchart-scale" });
  try {
    const tenantId = await findOrMakeTenant(sql, options);
    const before = await countMade(sql, tenantId);
    if (before >= options.patients) return 0;
    await sql`SET work_mem = '256MB'`;
    await sql.begin(loadPools);
    for (let done = before; done < options.patients; done += CHUNK) {
      const until = Math.min(done + CHUNK, options.patients);
      await addChunk(sql, tenantId, done + 1, until);
      options.onProgress(until, options.patients);
    }
    await tidy(sql);
    return options.patients - before;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function findOrMakeTenant(sql: Sql, { slug, password }: ScaleOptions): Promise<string> {
  const [known] = await sql<{ id: string }[]>`SELECT tenant_id AS id FROM tenant WHERE slug = ${slug}`;
  return known?.id ?? seedTenant(sql, { slug, name: `Generated clinic ${slug}` }, password);
}

async function countMade(sql: Sql, tenantId: string): Promise<number> {
  const from = `${idPrefix(0).slice(0, 8)}-${idPrefix(0).slice(8)}-0000-0000-000000000000`;
  const before = `${idPrefix(100_000_000).slice(0, 8)}-${idPrefix(100_000_000).slice(8)}-0000-0000-000000000000`;
  const [row] = await sql<{ n: string }[]>`
    SELECT count(*) AS n FROM patient WHERE tenant_id = ${tenantId} AND id >= ${from}::text::uuid AND id < ${before}::text::uuid`;
  return Number(row?.n ?? 0);
}

async function addChunk(sql: Sql, tenantId: string, first: number, last: number): Promise<void> {
  await sql.begin(async (tx) => {
    // What the triggers would do row by row is done in bulk below. Owners that may not switch them off are told what to grant.
    await tx`SELECT set_config('session_replication_role', 'replica', true), set_config('synchronous_commit', 'off', true)`;
    await makePatients(tx, tenantId, first, last);
    await indexPatients(tx, tenantId);
    await postBalances(tx, tenantId);
    await tx`
      INSERT INTO audit_event (tenant_id, action, outcome, actor, request_id, detail)
      VALUES (${tenantId}, 'patient.generate', 'success', 'scale', ${randomUUID()}, ${JSON.stringify({ first, last })}::text::jsonb)`;
  });
}

/** Index-only scans need the visibility map, plans need statistics. */
async function tidy(sql: Sql): Promise<void> {
  for (const table of [
    "patient",
    "patient_token",
    "patient_pair",
    "name_token",
    "name_variant",
    "patient_chart",
    "account_balance",
    "journal_entry",
    "posting",
  ]) {
    await sql.unsafe(`VACUUM (ANALYZE) ${table}`);
  }
}
