import { join } from "node:path";
import { type Count, countVitest } from "./count";
import { runChild } from "./run-child";
import { runFolder } from "./run-folder";

/** All `*.test.ts`, on a real PostgreSQL and a real Redis. `filters` chooses files. */
export async function runUnitAndIntegration(filters: string[]): Promise<Count> {
  const report = runFolder("vitest.json");
  const { code } = await runChild([
    join("node_modules", "vitest", "vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...filters,
  ]);
  return countVitest(report, code);
}
