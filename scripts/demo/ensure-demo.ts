import type { Sql } from "@/db/client";
import { env } from "@/lib/env";
import { say } from "../run-command";
import { CLINIC_MADE } from "./clinic-made";
import { generatePassword, readSignIns, writeSignIns } from "./sign-ins";

// Any fixed number: two commands on an empty database must not both seed it.
const SEED_LOCK = 7_209_416;

async function isEmpty(owner: Sql): Promise<boolean> {
  const rows = await owner`SELECT 1 FROM tenant LIMIT 1`;
  return rows.length === 0;
}

/** Whether the demo tenant is there without its clinic: an earlier start was interrupted while making it. */
async function isUnfinished(owner: Sql): Promise<boolean> {
  const rows = await owner`
    SELECT 1 FROM tenant t WHERE t.slug = 'demo' AND NOT EXISTS (
      SELECT 1 FROM audit_event a WHERE a.tenant_id = t.tenant_id AND a.action = ${CLINIC_MADE})`;
  return rows.length > 0;
}

/** Generates the clinic's patients, charts, accounts, schedule and queue; what an interrupted run left is completed. */
async function fillClinic(owner: Sql): Promise<void> {
  if (!(await isUnfinished(owner))) return;
  say("Making the demo clinic of 2,000 patients; this happens once and takes about half a minute.");
  const { seedClinic } = await import("./clinic/seed-clinic");
  await seedClinic(owner);
}

/**
 * Makes the demo clinic when the database has no tenant, and returns the demo password: DEMO_PASSWORD, the kept one, or a new
 * one (`isNew`). `null` when somebody else made the clinic and the password is not known here.
 */
export async function ensureDemo(database: {
  owner: Sql;
  ownerUrl: string;
}): Promise<{ password: string | null; isNew: boolean }> {
  const { DATA_DIR, DEMO_PASSWORD } = env();
  const kept = await readSignIns(DATA_DIR);
  if (!(await isEmpty(database.owner)) && !(await isUnfinished(database.owner))) {
    return settlePassword(database.owner, kept?.password ?? null);
  }
  const password = DEMO_PASSWORD ?? kept?.password ?? generatePassword();
  const lock = await database.owner.reserve();
  try {
    await lock`SELECT pg_advisory_lock(${SEED_LOCK})`;
    if (!(await isEmpty(database.owner))) {
      await fillClinic(database.owner);
      return settlePassword(database.owner, (await readSignIns(DATA_DIR))?.password ?? null);
    }
    // Kept before the users exist: an interrupted start must not leave users whose password nobody knows.
    await writeSignIns(DATA_DIR, password);
    const { seedDemo } = await import("@/scripts/demo/seed");
    await seedDemo({ ownerUrl: database.ownerUrl, password, log: () => {} });
    await fillClinic(database.owner);
  } finally {
    await lock`SELECT pg_advisory_unlock(${SEED_LOCK})`;
    lock.release();
  }
  return { password, isNew: DEMO_PASSWORD === undefined && kept === null };
}

/** A DEMO_PASSWORD that differs from the kept one becomes the password of those demo users who still have the kept one. */
async function settlePassword(
  owner: Sql,
  kept: string | null,
): Promise<{ password: string | null; isNew: boolean }> {
  const { DATA_DIR, DEMO_PASSWORD } = env();
  if (DEMO_PASSWORD === undefined || DEMO_PASSWORD === kept) return { password: kept, isNew: false };
  const { changeDemoPassword } = await import("./change-demo-password");
  const changed = await changeDemoPassword(owner, kept, DEMO_PASSWORD);
  if (!changed) return { password: null, isNew: false };
  await writeSignIns(DATA_DIR, DEMO_PASSWORD);
  return { password: DEMO_PASSWORD, isNew: false };
}
