import type { Sql } from "@/db/client";
import { env } from "@/lib/env";
import { say } from "../run-command";
import { generatePassword, readSignIns, writeSignIns } from "./sign-ins";

// Any fixed number: two commands on an empty database must not both seed it.
const SEED_LOCK = 7_209_416;

async function isEmpty(owner: Sql): Promise<boolean> {
  const rows = await owner`SELECT 1 FROM tenant LIMIT 1`;
  return rows.length === 0;
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
  if (!(await isEmpty(database.owner))) return settlePassword(database.owner, kept?.password ?? null);
  const password = DEMO_PASSWORD ?? kept?.password ?? generatePassword();
  const lock = await database.owner.reserve();
  try {
    await lock`SELECT pg_advisory_lock(${SEED_LOCK})`;
    if (!(await isEmpty(database.owner)))
      return settlePassword(database.owner, (await readSignIns(DATA_DIR))?.password ?? null);
    // Kept before the users exist: an interrupted start must not leave users whose password nobody knows.
    await writeSignIns(DATA_DIR, password);
    const { seedDemo } = await import("@/scripts/demo/seed");
    await seedDemo({ ownerUrl: database.ownerUrl, password, log: say });
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
