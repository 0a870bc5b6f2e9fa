import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { appRoleUrl } from "../app-role";
import { createPool, type Sql } from "../client";
import { migrate } from "../migrate";
import { migrationsFolder } from "../migration-files";
import { databaseAccount, spawnOptions } from "./account";
import { findBinaries } from "./binaries";
import { findFreePort } from "./free-port";
import { launch } from "./launch";
import { stopServer } from "./postmaster";
import { removeEmbedded } from "./remove-embedded";
import { serverSettings } from "./settings";
import { startEmbedded } from "./start-embedded";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function givenDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), "swiftchart-owner-"));
  chmodSync(folder, 0o755);
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const dataDir = join(folder, "data");
  mkdirSync(dataDir);
  cleanups.push(() => removeEmbedded(dataDir));
  return dataDir;
}

async function started(dataDir: string): Promise<string> {
  const server = await startEmbedded({ dataDir, log: () => {} });
  cleanups.push(() => server.release());
  return server.url;
}

function pool(url: string): Sql {
  const sql = createPool(url, { max: 1, applicationName: "test" });
  cleanups.push(() => sql.end());
  return sql;
}

function givenMigrationsOfTheLastRelease(): string {
  const folder = mkdtempSync(join(tmpdir(), "swiftchart-migrations-"));
  for (const name of readdirSync(migrationsFolder()).filter((one) => /^000[1-4]_/.test(one)))
    copyFileSync(join(migrationsFolder(), name), join(folder, name));
  return folder;
}

/** A DATA_DIR as release 0.1 left it: one role, the superuser, owns everything; its password alone is in postgres.json. */
async function givenDataOfTheLastRelease(dataDir: string): Promise<void> {
  const account = databaseAccount();
  const programs = { account, binaries: findBinaries(account) };
  const data = join(dataDir, "postgres");
  const passwordFile = join(dataDir, "password");
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, "old password");
  if (account) for (const path of [data, passwordFile]) chownSync(path, account.uid, account.gid);
  const made = spawnSync(
    join(programs.binaries.bin, "initdb"),
    [`--pgdata=${data}`, "--username=swiftchart", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"].concat(
      "--encoding=UTF8",
      "--locale=C",
    ),
    spawnOptions(account),
  );
  expect(made.status).toBe(0);
  writeFileSync(join(data, "postgresql.conf"), "include_if_exists = 'swiftchart.conf'\n", { flag: "a" });
  const port = await findFreePort(0);
  const logPath = join(dataDir, "postgres.log");
  await launch(programs, { data, settings: serverSettings(data, port), logPath });
  const url = `postgresql://swiftchart:old%20password@127.0.0.1:${port}/`;
  await pool(`${url}postgres`).unsafe("CREATE DATABASE swiftchart");
  await migrate({ ownerUrl: `${url}swiftchart`, folder: givenMigrationsOfTheLastRelease() });
  const owner = pool(`${url}swiftchart`);
  await owner`INSERT INTO tenant (tenant_id, slug, name) VALUES (gen_random_uuid(), 'kept', 'Kept')`;
  for (const cleanup of cleanups.splice(-2)) await cleanup();
  await stopServer(programs, data);
  const state = { port, password: "old password", data: "postgres" };
  writeFileSync(join(dataDir, "postgres.json"), JSON.stringify(state));
}

const RIGHTS = (sql: Sql) => sql`
  SELECT rolsuper, rolbypassrls, rolreplication FROM pg_roles WHERE rolname = current_user`;
const NONE = [{ rolsuper: false, rolbypassrls: false, rolreplication: false }];

test("the owner of a new database is no superuser and can do all that migrations need", async () => {
  const url = await started(givenDataDir());
  expect([...(await RIGHTS(pool(url)))]).toEqual(NONE);
  await migrate({ ownerUrl: url });
  expect(await pool(appRoleUrl(url))`SELECT slug FROM tenant`).toHaveLength(0);
});

test("data of the last release keep everything but the owner's superuser", async () => {
  const dataDir = givenDataDir();
  await givenDataOfTheLastRelease(dataDir);
  const url = await started(dataDir);
  const owner = pool(url);
  expect([...(await RIGHTS(owner))]).toEqual(NONE);
  expect([...(await owner`SELECT slug FROM tenant`)]).toEqual([{ slug: "kept" }]);
  const foreign = await owner`
    SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'S') AND c.relowner <> current_user::regrole
    UNION ALL SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.prosecdef AND p.proowner <> current_user::regrole`;
  expect([...foreign]).toEqual([]);
  expect((await migrate({ ownerUrl: url })).at(0)).toMatch(/^0005_|^0006_/);
  // Before a tenant is known the application still finds what the owner's functions let it find.
  expect(await pool(appRoleUrl(url))`SELECT * FROM auth_find_user('nobody@kept.test')`).toHaveLength(0);
});

test("the server's log quotes no value that was wrong", async () => {
  const dataDir = givenDataDir();
  const url = await started(dataDir);
  await migrate({ ownerUrl: url });
  for (const connection of [pool(url), pool(appRoleUrl(url))]) {
    await expect(connection.unsafe("SELECT '1984-13-32 planted'::date")).rejects.toThrow("planted");
    await expect(connection`SELECT ${"Planted-Name"}::text::uuid`).rejects.toThrow("Planted-Name");
  }
  await expect(pool(`${url}-gone`)`SELECT 1`).rejects.toThrow("does not exist");
  const log = readFileSync(join(dataDir, "postgres.log"), "utf8");
  expect(log).toContain("FATAL");
  expect(log).not.toMatch(/planted/i);
});
