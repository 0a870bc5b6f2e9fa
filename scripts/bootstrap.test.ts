import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

function bootstrap(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ["scripts/bootstrap.mjs", ...args], { encoding: "utf8" });
}

test.each([[], ["no-such-command"], ["../outside"], ["run-command.ts"]])(
  "no command %j is one line and status 1",
  (...args) => {
    const { status, stdout, stderr } = bootstrap(...args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(`swiftchart: There is no command "${args[0] ?? ""}".\n`);
  },
);

test.each(["start", "dev", "migrate", "worker", "build", "check", "format"])(
  "npm run %s refuses an argument instead of doing its work without it",
  (command) => {
    const { status, stdout, stderr } = bootstrap(command, "--dry-run");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^swiftchart: npm (run )?[a-z]+ takes no arguments; it was given: --dry-run\n$/);
  },
);

test.each(["import", "scale", "token", "clinic", "bench", "test"])(
  "npm run %s refuses an option it does not know",
  (command) => {
    const { status, stdout, stderr } = bootstrap(command, "--no-such-option");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("--no-such-option");
  },
);
