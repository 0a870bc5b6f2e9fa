import { createPool, type Sql } from "@/db/client";
import { migrate } from "@/db/migrate";
import { seedTenant } from "@/scripts/demo/seed-users";

/** The password of all users in the template. */
export const TEST_PASSWORD = "correct horse battery staple";

const PREFIX = "swiftchart_test";

/** The same server, another database. */
export function withDatabaseName(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.toString();
}

/** `swiftchart_test_<pid of the run>_<name>`: runs of other clones on the same server do not meet. */
export function testDatabaseName(run: number, name: string): string {
  return `${PREFIX}_${run}_${name}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Drops the databases of this run, and those that killed runs left behind. */
export async function dropTestDatabases(server: Sql, run: number): Promise<void> {
  const rows = await server<{ name: string }[]>`
    SELECT datname AS name FROM pg_database WHERE starts_with(datname, ${`${PREFIX}_`})`;
  for (const { name } of rows) {
    const owner = Number(name.slice(PREFIX.length + 1).split("_")[0]);
    if (owner === run || !isAlive(owner))
      await server.unsafe(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  }
}

/** A migrated database with the tenants `demo` and `other` and their users, to copy from. */
export async function buildTemplate(serverUrl: string, run: number): Promise<string> {
  const name = testDatabaseName(run, "template");
  const server = createPool(serverUrl, { max: 1, applicationName: "swiftchart-test" });
  await server.unsafe(`CREATE DATABASE "${name}"`);
  await server.end({ timeout: 5 });
  const ownerUrl = withDatabaseName(serverUrl, name);
  await migrate({ ownerUrl });
  // Nobody may stay connected: a database with sessions cannot be copied.
  const owner = createPool(ownerUrl, { max: 1, applicationName: "swiftchart-test" });
  await seedTenant(owner, { slug: "demo", name: "Demo Clinic" }, TEST_PASSWORD);
  await seedTenant(owner, { slug: "other", name: "Other Practice" }, TEST_PASSWORD);
  await owner.unsafe("VACUUM ANALYZE");
  await owner.end({ timeout: 5 });
  return name;
}
