import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import { DEFAULT_APP_ROLE } from "./app-role";
import { createPool, type Sql, type Tx } from "./client";
import { ensureAppRole } from "./ensure-app-role";
import { ensureJobsSchema } from "./jobs-schema";
import { listMigrations, type Migration, migrationsFolder, readMigrations } from "./migration-files";
import type { Ask } from "./pool";

// Any fixed number: two starts at once must not both migrate.
const MIGRATION_LOCK = 7_209_415;

export type MigrateOptions = { ownerUrl: string; appRole?: string; folder?: string };

/** `unknown`: applied by a newer release than this program. */
export type MigrationStatus = { applied: string[]; pending: string[]; unknown: string[] };

/** A deadlock takes back the whole migration, and those it met are done a moment later. */
const DEADLOCK = "40P01";
const TRIES_MAX = 6;
const FIRST_PAUSE_MS = 200;

async function prepareLedger(
  tx: Tx,
  options: Required<Pick<MigrateOptions, "ownerUrl" | "appRole">>,
): Promise<void> {
  await ensureAppRole(tx, options.ownerUrl, options.appRole);
  await tx`CREATE TABLE IF NOT EXISTS schema_migration (
    name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`;
  await tx.unsafe(`GRANT SELECT ON schema_migration TO "${options.appRole}"`);
}

function assertUnchanged(migrations: Migration[], applied: Map<string, string>): void {
  for (const { name, checksum } of migrations) {
    const before = applied.get(name);
    if (before !== undefined && before !== checksum) {
      throw new Error(
        `The migration ${name} was changed after it was applied. Migrations are append-only: restore the file.`,
      );
    }
  }
}

/** A program that is older than its data would write what it does not know, into tables that have changed since. */
function assertNotNewer(migrations: Migration[], applied: Map<string, string>): void {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = [...applied.keys()].filter((name) => !known.has(name)).sort();
  if (unknown.length === 0) return;
  throw new Error(
    `The database is newer than this program, which does not know its migration ${unknown.join(", ")}. ` +
      "Start the release that applied it, or restore a backup made before it.",
  );
}

async function applyMigration(connection: Sql, migration: Migration, appRole: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await connection.begin(async (tx) => {
        await tx.unsafe(migration.text.replaceAll("{{app_role}}", appRole)).simple();
        await tx`INSERT INTO schema_migration (name, checksum) VALUES (${migration.name}, ${migration.checksum})`;
      });
      return;
    } catch (error) {
      const isDeadlock = error instanceof Error && "code" in error && error.code === DEADLOCK;
      if (isDeadlock && attempt < TRIES_MAX) {
        await wait(FIRST_PAUSE_MS * 2 ** (attempt - 1));
        continue;
      }
      const advice = isDeadlock
        ? ". Others write to the database: stop every other Swiftchart of it first"
        : "";
      throw new Error(
        `The migration ${migration.name} failed: ${error instanceof Error ? error.message : error}${advice}`,
      );
    }
  }
}

/**
 * Applies the migrations that are missing, each in its own transaction, one runner at a time.
 * Returns the names of those it applied, in order.
 * A migration that meets a deadlock is tried again for some seconds.
 * @throws Error in one line when a migration fails, was changed after it was applied, the database has one that `folder` lacks,
 * or the app role cannot be made
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { ownerUrl, appRole = DEFAULT_APP_ROLE, folder = migrationsFolder() } = options;
  const migrations = await readMigrations(folder);
  // One connection: the lock belongs to the session that holds it.
  const connection = createPool(ownerUrl, { max: 1, applicationName: "swiftchart-migrate" });
  try {
    await connection`SELECT pg_advisory_lock(${MIGRATION_LOCK})`;
    await connection.begin((tx) => prepareLedger(tx, { ownerUrl, appRole }));
    const rows = await connection<
      { name: string; checksum: string }[]
    >`SELECT name, checksum FROM schema_migration`;
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    assertNotNewer(migrations, applied);
    assertUnchanged(migrations, applied);
    const missing = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of missing) await applyMigration(connection, migration, appRole);
    if (folder === migrationsFolder()) await ensureJobsSchema(connection, { ownerUrl, appRole });
    return missing.map(({ name }) => name);
  } finally {
    await connection.end({ timeout: 5 });
  }
}

/** Which migrations of `folder` the database has, which it lacks, and which only it has. Works as the app role too. */
export async function migrationStatus(
  sql: Sql | Ask,
  folder: string = migrationsFolder(),
): Promise<MigrationStatus> {
  const ask = sql as Ask;
  const [names, rows] = await Promise.all([
    listMigrations(folder),
    ask<{ name: string }[]>`SELECT name FROM schema_migration ORDER BY name`,
  ]);
  const applied = rows.map((row) => row.name);
  return {
    applied,
    pending: names.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !names.includes(name)),
  };
}
