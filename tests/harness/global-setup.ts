import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { createPool } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { startRedis } from "./redis-server";
import { buildTemplate, dropTestDatabases } from "./template-database";

declare module "vitest" {
  export interface ProvidedContext {
    serverUrl: string;
    template: string;
    run: number;
    redisUrl: string;
  }
}

// A crash may lose these data and nobody minds; a suite that waits for the disk is slower by half.
const FAST = { fsync: "off", full_page_writes: "off", synchronous_commit: "off", shared_buffers: "256MB" };

/** Starts what all tests share: one PostgreSQL (TEST_DATABASE_URL or the embedded one), one Redis, one template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Workers inherit this environment: no test may reach the database that somebody works with.
  delete process.env.DATABASE_URL;
  delete process.env.DATABASE_READ_URL;
  delete process.env.REDIS_URL;
  const given = process.env.TEST_DATABASE_URL;
  const dataDir = join(process.cwd(), ".cache", "test-database");
  const embedded = given ? null : await startEmbedded({ dataDir, log: console.error, settings: FAST });
  const serverUrl = given ?? embedded?.url ?? "";
  const server = createPool(serverUrl, { max: 1, applicationName: "swiftchart-test" });
  await dropTestDatabases(server, process.pid);
  const [template, redis] = await Promise.all([buildTemplate(serverUrl, process.pid), startRedis()]);
  project.provide("serverUrl", serverUrl);
  project.provide("template", template);
  project.provide("run", process.pid);
  project.provide("redisUrl", redis.url);
  return async () => {
    await dropTestDatabases(server, process.pid);
    await server.end({ timeout: 5 });
    await Promise.all([redis.stop(), embedded?.release()]);
  };
}
