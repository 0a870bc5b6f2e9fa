import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Count, countVitest } from "./count";
import { runChild } from "./run-child";

const REPORT = join(".cache", "test", "vitest.json");

/** All `*.test.ts`, on a real PostgreSQL and a real Redis. `filters` chooses files. */
export async function runUnitAndIntegration(filters: string[]): Promise<Count> {
  rmSync(REPORT, { force: true });
  const { code } = await runChild([
    join("node_modules", "vitest", "vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${REPORT}`,
    ...filters,
  ]);
  return countVitest(REPORT, code);
}
