import { afterAll, beforeAll, inject } from "vitest";
import { appRoleUrl } from "@/db/app-role";
import { createPool, type Sql } from "@/db/client";
import { resetEnv } from "@/lib/env";
import { closePools } from "@/lib/tenancy";
import { testDatabaseName, withDatabaseName } from "./template-database";

export type TestDatabase = {
  ownerUrl: string;
  appUrl: string;
  /** The owner's connections: row-level security does not bind them. */
  owner: Sql;
  drop: () => Promise<void>;
};

let count = 0;

async function onServer(statement: string): Promise<void> {
  const server = createPool(inject("serverUrl"), { max: 1, applicationName: "swiftchart-test" });
  await server.unsafe(statement);
  await server.end({ timeout: 5 });
}

/** A database of its own, copied from the template: migrated, with the tenants `demo` and `other` and five users each. */
export async function freshDatabase(): Promise<TestDatabase> {
  const name = testDatabaseName(
    inject("run"),
    `${process.env.VITEST_POOL_ID ?? "0"}_${process.pid}_${count++}`,
  );
  await onServer(`CREATE DATABASE "${name}" TEMPLATE "${inject("template")}" STRATEGY file_copy`);
  const ownerUrl = withDatabaseName(inject("serverUrl"), name);
  const owner = createPool(ownerUrl, { max: 4, applicationName: "swiftchart-test" });
  const drop = async (): Promise<void> => {
    await owner.end({ timeout: 5 });
    await onServer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  };
  return { ownerUrl, appUrl: appRoleUrl(ownerUrl), owner, drop };
}

/**
 * Gives the test file its own database for its duration and makes it the one of `env()` and of the pools of lib/tenancy.
 * Call at the top of a file; the returned function gives the database inside tests.
 */
export function testDatabase(): () => TestDatabase {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await freshDatabase();
    process.env.DATABASE_URL = database.ownerUrl;
    resetEnv();
  });
  afterAll(async () => {
    await closePools();
    delete process.env.DATABASE_URL;
    resetEnv();
    await database?.drop();
  });
  return () => {
    if (!database) throw new Error("The database is there inside tests and hooks only.");
    return database;
  };
}

/** The URL of the tests' Redis; each worker has a numbered database of its own. */
export function testRedisUrl(): string {
  return `${inject("redisUrl")}/${Number(process.env.VITEST_POOL_ID ?? 0) % 16}`;
}
