import { existsSync } from "node:fs";
import { join } from "node:path";
import { addCounts, type Count } from "./count";
import { runChild } from "./run-child";

const bin = (...parts: string[]): string => join("node_modules", ...parts);
const FOLDERS = ["app", "components", "lib", "db", "scripts", "tests", "middleware.ts", "instrumentation.ts"];

async function check(name: string, args: string[]): Promise<Count> {
  const { code, output } = await runChild(args, { isQuiet: true });
  process.stderr.write(`${code === 0 ? "✓" : "✗"} ${name}\n`);
  if (code !== 0) process.stderr.write(`${output}\n`);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** Format and lint, types, import rules: each counts as one test. */
export async function runStaticChecks(): Promise<Count> {
  const next = bin("next", "dist", "bin", "next");
  const lint = check("format and lint (biome)", [bin("@biomejs", "biome", "bin", "biome"), "check", "."]);
  const imports = check("import rules (dependency-cruiser)", [
    bin("dependency-cruiser", "bin", "dependency-cruise.mjs"),
    "--config",
    ".dependency-cruiser.cjs",
    ...FOLDERS.filter((name) => existsSync(name)),
  ]);
  // The types of routes left from an earlier build would speak of pages that are gone.
  await runChild([next, "typegen"], { isQuiet: true });
  const types = check("types (tsc)", [bin("typescript", "bin", "tsc"), "--noEmit"]);
  return addCounts(...(await Promise.all([lint, imports, types])));
}
