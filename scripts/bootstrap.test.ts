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
