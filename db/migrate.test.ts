import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, inject, test } from "vitest";
import { findSystemPostgres, startSystemPostgres } from "@/tests/harness/system-postgres";
import { testDatabaseName, withDatabaseName } from "@/tests/harness/template-database";
import { appRoleUrl } from "./app-role";
import { createPool, type Sql } from "./client";
import { migrate, migrationStatus } from "./migrate";
import { migrationsFolder } from "./migration-files";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function givenPool(url: string): Sql {
  const sql = createPool(url, { max: 1, applicationName: "test" });
  cleanups.push(() => sql.end());
  return sql;
}

async function givenEmptyDatabase(serverUrl = inject("serverUrl")): Promise<{ url: string; server: Sql }> {
  const server = givenPool(serverUrl);
  const name = testDatabaseName(inject("run"), `migrate_${randomBytes(6).toString("hex")}`);
  await server.unsafe(`CREATE DATABASE "${name}"`);
  cleanups.push(() => server.unsafe(`DROP DATABASE "${name}" WITH (FORCE)`));
  return { url: withDatabaseName(serverUrl, name), server };
}

function givenMigrations(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "swiftchart-migrations-"));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const ALL = readdirSync(migrationsFolder()).filter((name) => name.endsWith(".sql"));

test("migrating twice applies everything once, and nothing is pending then", async () => {
  const { url } = await givenEmptyDatabase();
  expect(await migrate({ ownerUrl: url })).toEqual(ALL);
  expect(await migrate({ ownerUrl: url })).toEqual([]);
  expect(await migrationStatus(givenPool(appRoleUrl(url)))).toEqual({
    applied: ALL,
    pending: [],
    unknown: [],
  });
});

test("two runners at once apply each migration once", async () => {
  const { url } = await givenEmptyDatabase();
  const [first, second] = await Promise.all([migrate({ ownerUrl: url }), migrate({ ownerUrl: url })]);
  expect([...first, ...second]).toEqual(ALL);
});

test("a new migration is pending until it is applied", async () => {
  const { url } = await givenEmptyDatabase();
  const folder = givenMigrations({ "0001_one.sql": "CREATE TABLE one (n int)" });
  await migrate({ ownerUrl: url, folder });
  writeFileSync(join(folder, "0002_two.sql"), "CREATE TABLE two (n int)");
  expect(await migrationStatus(givenPool(url), folder)).toEqual({
    applied: ["0001_one.sql"],
    pending: ["0002_two.sql"],
    unknown: [],
  });
  expect(await migrate({ ownerUrl: url, folder })).toEqual(["0002_two.sql"]);
});

test("a migration that was changed after it was applied stops the start by name", async () => {
  const { url } = await givenEmptyDatabase();
  const folder = givenMigrations({ "0001_one.sql": "CREATE TABLE one (n int)" });
  await migrate({ ownerUrl: url, folder });
  writeFileSync(join(folder, "0001_one.sql"), "CREATE TABLE one (n bigint)");
  await expect(migrate({ ownerUrl: url, folder })).rejects.toThrow(
    "The migration 0001_one.sql was changed after it was applied",
  );
});

test("a database that is newer than the program is refused in one line and left as it is", async () => {
  const { url } = await givenEmptyDatabase();
  const newer = givenMigrations({
    "0001_one.sql": "CREATE TABLE one (n int)",
    "0003_future.sql": "SELECT 1",
  });
  await migrate({ ownerUrl: url, folder: newer });
  const older = givenMigrations({
    "0001_one.sql": "CREATE TABLE one (n int)",
    "0002_two.sql": "CREATE TABLE two ()",
  });
  await expect(migrate({ ownerUrl: url, folder: older })).rejects.toThrow(
    "The database is newer than this program, which does not know its migration 0003_future.sql.",
  );
  expect(await migrationStatus(givenPool(url), older)).toMatchObject({ unknown: ["0003_future.sql"] });
  expect([...(await givenPool(url)`SELECT to_regclass('two')::text AS two`)]).toEqual([{ two: null }]);
});

// A sequence counts on through a rollback.
const DEADLOCKS = (n: number) => `
  DO $$ BEGIN IF nextval('tries') <= ${n} THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END IF; END $$;
  CREATE TABLE two (n int)`;

test("a migration that meets a deadlock with the program that still writes is tried again", async () => {
  const { url } = await givenEmptyDatabase();
  const folder = givenMigrations({
    "0001_one.sql": "CREATE SEQUENCE tries",
    "0002_two.sql": DEADLOCKS(2),
  });
  expect(await migrate({ ownerUrl: url, folder })).toEqual(["0001_one.sql", "0002_two.sql"]);
  expect(await givenPool(url)`SELECT last_value AS tries FROM tries`).toMatchObject([{ tries: "3" }]);
});

test("a migration that meets deadlocks only says what to do", async () => {
  const { url } = await givenEmptyDatabase();
  const folder = givenMigrations({
    "0001_one.sql": "CREATE SEQUENCE tries",
    "0002_two.sql": DEADLOCKS(99),
  });
  await expect(migrate({ ownerUrl: url, folder })).rejects.toThrow(
    "The migration 0002_two.sql failed: deadlock detected. Others write to the database: stop every other Swiftchart of it first",
  );
}, 15_000);

test("line ends of another system are no change", async () => {
  const { url } = await givenEmptyDatabase();
  const folder = givenMigrations({ "0001_one.sql": "CREATE TABLE one (\nn int)" });
  await migrate({ ownerUrl: url, folder });
  writeFileSync(join(folder, "0001_one.sql"), "CREATE TABLE one (\r\nn int)");
  expect(await migrate({ ownerUrl: url, folder })).toEqual([]);
});

test("a migration that fails leaves nothing of itself, and those before it stay", async () => {
  const { url } = await givenEmptyDatabase();
  const folder = givenMigrations({
    "0001_one.sql": "CREATE TABLE one (n int)",
    "0002_two.sql": "CREATE TABLE two (n int); SELECT 1 / 0;",
  });
  await expect(migrate({ ownerUrl: url, folder })).rejects.toThrow(
    "The migration 0002_two.sql failed: division by zero",
  );
  const rows = await givenPool(url)`SELECT to_regclass('one')::text AS one, to_regclass('two')::text AS two`;
  expect([...rows]).toEqual([{ one: "one", two: null }]);
});

test("an owner who may not create roles is told what to grant", async () => {
  const { url, server } = await givenEmptyDatabase();
  const name = `weak_${randomBytes(4).toString("hex")}`;
  await server.unsafe(`CREATE ROLE ${name} LOGIN PASSWORD 'weak'`);
  cleanups.push(() => server.unsafe(`DROP ROLE ${name}`));
  const weak = new URL(url);
  weak.username = name;
  weak.password = "weak";
  const attempt = migrate({ ownerUrl: weak.toString(), appRole: `${name}_app` });
  await expect(attempt).rejects.toThrow(`ALTER ROLE "${name}" CREATEROLE`);
});

test("a superuser is refused as the role the application connects as", async () => {
  const { url, server } = await givenEmptyDatabase();
  const [admin] = await server<{ name: string }[]>`SELECT rolname AS name FROM pg_roles WHERE rolsuper`;
  await expect(migrate({ ownerUrl: url, appRole: admin!.name })).rejects.toThrow(
    "bypasses row-level security",
  );
});

test("the owner is refused as the role the application connects as", async () => {
  const { url } = await givenEmptyDatabase();
  const owner = decodeURIComponent(new URL(url).username);
  await expect(migrate({ ownerUrl: url, appRole: owner })).rejects.toThrow(
    "would own the tables, and row-level security does not bind an owner",
  );
});

test("the application's role owns nothing and every table is under row-level security", async () => {
  const { url } = await givenEmptyDatabase();
  await migrate({ ownerUrl: url });
  const owner = givenPool(url);
  const owned = await owner`SELECT relname FROM pg_class WHERE relowner = 'swiftchart_app'::regrole`;
  const open = await owner`
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND NOT relrowsecurity AND relname <> 'schema_migration'`;
  expect([...owned]).toEqual([]);
  expect([...open]).toEqual([]);
});

const postgres15 = findSystemPostgres("15");
if (!postgres15) console.warn("No PostgreSQL 15 in /usr/lib/postgresql/15: its test is skipped.");

test.skipIf(!postgres15)(
  "a PostgreSQL 15 of the system takes all migrations, as an owner who is no superuser",
  async () => {
    const system = await startSystemPostgres(postgres15 ?? "");
    cleanups.push(() => system.stop());
    const server = givenPool(system.url);
    await server.unsafe("CREATE ROLE clinic LOGIN CREATEROLE PASSWORD 'clinic password'");
    await server.unsafe("CREATE DATABASE clinic OWNER clinic");
    const url = withDatabaseName(system.url, "clinic").replace(/\/\/[^@]+@/, "//clinic:clinic%20password@");
    expect(await migrate({ ownerUrl: url })).toEqual(ALL);
    expect(await migrate({ ownerUrl: url })).toEqual([]);
    expect(await givenPool(appRoleUrl(url))`SELECT 1 AS one`).toMatchObject([{ one: 1 }]);
  },
);
