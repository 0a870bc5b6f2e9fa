import type { Sql } from "@/db/client";
import { env } from "@/lib/env";
import { say } from "../run-command";
import { generatePassword, readSignIns, writeSignIns } from "./sign-ins";

// Any fixed number: two commands on an empty database must not both seed it.
const SEED_LOCK = 7_209_416;

/**
 * How to sign in to the demo clinic: DEMO_PASSWORD, the kept password, or a new one (`isNew`); `password` is null when somebody
 * else made it and it is not known here. "absent": the clinics here are others. "no clinic": there is none, and DEMO is off.
 */
export type Demo = { password: string | null; isNew: boolean } | "absent" | "no clinic";

type State = "empty" | "unfinished" | "made" | "foreign";

/** What is there of the demo clinic. A tenant that `demo_clinic` does not name was made by somebody else. */
async function stateOf(owner: Sql): Promise<State> {
  const [row] = await owner<{ state: State }[]>`
    SELECT CASE
      WHEN NOT EXISTS (SELECT 1 FROM tenant) THEN 'empty'
      WHEN EXISTS (SELECT 1 FROM demo_clinic WHERE finished_at IS NULL) THEN 'unfinished'
      WHEN EXISTS (SELECT 1 FROM demo_clinic) THEN 'made'
      ELSE 'foreign' END AS state`;
  return row?.state ?? "foreign";
}

/** Generates patients, charts, accounts, schedule and queue of the clinics that an earlier run or this one began. */
async function finishClinics(owner: Sql): Promise<void> {
  const clinics = await owner<{ slug: string; day: string }[]>`
    SELECT t.slug, c.day FROM demo_clinic c JOIN tenant t USING (tenant_id) WHERE c.finished_at IS NULL`;
  if (clinics.length === 0) return;
  say("Making the demo clinic of 2,000 patients; this happens once and takes about half a minute.");
  const { seedClinic } = await import("./clinic/seed-clinic");
  for (const { slug, day } of clinics) await seedClinic(owner, { slug, day });
}

async function make({ owner, ownerUrl }: { owner: Sql; ownerUrl: string }): Promise<Demo> {
  const { DATA_DIR, DEMO_PASSWORD } = env();
  const lock = await owner.reserve();
  try {
    await lock`SELECT pg_advisory_lock(${SEED_LOCK})`;
    const kept = await readSignIns(DATA_DIR);
    const state = await stateOf(owner);
    const password = DEMO_PASSWORD ?? kept?.password ?? generatePassword();
    if (state === "empty") {
      // Kept before the users exist: an interrupted start must not leave users whose password nobody knows.
      await writeSignIns(DATA_DIR, password);
      const { seedDemo } = await import("./seed");
      await seedDemo({ ownerUrl, password });
    }
    await finishClinics(owner);
    if (state !== "empty") return settlePassword(owner, kept?.password ?? null);
    return { password, isNew: DEMO_PASSWORD === undefined && kept === null };
  } finally {
    await lock`SELECT pg_advisory_unlock(${SEED_LOCK})`;
    lock.release();
  }
}

/**
 * Makes the demo clinic when the database has no tenant and DEMO is on, and completes one that an interrupted run began. It only
 * adds, and only to tenants that it made itself.
 */
export async function ensureDemo(database: { owner: Sql; ownerUrl: string }): Promise<Demo> {
  const { DEMO, DATA_DIR } = env();
  const state = await stateOf(database.owner);
  if (DEMO === "off") return state === "empty" ? "no clinic" : "absent";
  if (state === "foreign") return "absent";
  if (state === "made")
    return settlePassword(database.owner, (await readSignIns(DATA_DIR))?.password ?? null);
  return make(database);
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
