import { randomUUID } from "node:crypto";
import { createPool, type Sql, type Tx } from "@/db/client";
import { seedTenant } from "../demo/seed-users";
import { indexPatients, postBalances } from "./index-patients";
import { loadPools } from "./load-pools";
import { idPrefix, makePatients } from "./make-patients";

const CHUNK = 100_000;
/** Tables with triggers that would do row by row what is done in bulk here. */
const TRIGGERED = ["patient", "journal_entry", "posting", "account_balance"] as const;

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
    const before = await countMade(sql, options.slug);
    if (before >= options.patients) return 0;
    await sql`SET work_mem = '256MB'`;
    await sql.begin(loadPools);
    for (let done = before; done < options.patients; done += CHUNK) {
      const until = Math.min(done + CHUNK, options.patients);
      await addChunk(sql, options, done + 1, until);
      options.onProgress(until, options.patients);
    }
    await tidy(sql);
    return options.patients - before;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function findOrMakeTenant(tx: Tx, { slug, password }: ScaleOptions): Promise<string> {
  const [known] = await tx<{ id: string }[]>`SELECT tenant_id AS id FROM tenant WHERE slug = ${slug}`;
  return known?.id ?? seedTenant(tx, { slug, name: `Generated clinic ${slug}` }, password);
}

async function countMade(sql: Sql, slug: string): Promise<number> {
  const from = `${idPrefix(0).slice(0, 8)}-${idPrefix(0).slice(8)}-0000-0000-000000000000`;
  const before = `${idPrefix(100_000_000).slice(0, 8)}-${idPrefix(100_000_000).slice(8)}-0000-0000-000000000000`;
  const [row] = await sql<{ n: string }[]>`
    SELECT count(*) AS n FROM patient
    WHERE tenant_id = (SELECT tenant_id FROM tenant WHERE slug = ${slug}) AND id >= ${from}::text::uuid AND id < ${before}::text::uuid`;
  return Number(row?.n ?? 0);
}

/**
 * The triggers are off in this transaction only, which an owner may do (session_replication_role needs a superuser).
 * Until it commits others wait with writing to these tables; reading goes on.
 */
async function withoutTriggers(tx: Tx, fn: () => Promise<void>): Promise<void> {
  for (const table of TRIGGERED) await tx.unsafe(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  await fn();
  for (const table of TRIGGERED) await tx.unsafe(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
}

/** The tenant is made with its first patients: a run that fails leaves no empty one. */
async function addChunk(sql: Sql, options: ScaleOptions, first: number, last: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`SELECT set_config('synchronous_commit', 'off', true)`;
    const tenantId = await findOrMakeTenant(tx, options);
    await withoutTriggers(tx, async () => {
      await makePatients(tx, tenantId, first, last);
      await indexPatients(tx, tenantId);
      await postBalances(tx, tenantId);
    });
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
