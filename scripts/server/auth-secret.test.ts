import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { resetEnv } from "@/lib/env";
import { authSecret } from "./auth-secret";

let folder: string;
const before = { ...process.env };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "swiftchart-secret-"));
  delete process.env.AUTH_SECRET;
  process.env.DATA_DIR = join(folder, "data");
  resetEnv();
});
afterEach(() => {
  for (const name of ["AUTH_SECRET", "DATA_DIR"] as const) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  resetEnv();
  rmSync(folder, { recursive: true, force: true });
});

test("a secret is made once, kept, and found again", async () => {
  const made = await authSecret();
  expect(made.length).toBeGreaterThanOrEqual(32);
  expect(await authSecret()).toBe(made);
  expect(readFileSync(join(folder, "data", "auth-secret"), "utf8").trim()).toBe(made);
});

test("one that is there and cannot be read is not replaced by another", async () => {
  process.env.DATA_DIR = folder;
  resetEnv();
  // A folder in its place is the fault that root meets too.
  mkdirSync(join(folder, "auth-secret"));
  await expect(authSecret()).rejects.toThrow(`${join(folder, "auth-secret")} cannot be read: EISDIR`);
});

test("AUTH_SECRET of the environment comes before the kept one", async () => {
  writeFileSync(join(folder, "auth-secret"), "kept ".repeat(10));
  process.env.DATA_DIR = folder;
  process.env.AUTH_SECRET = "given ".repeat(10);
  resetEnv();
  expect(await authSecret()).toBe("given ".repeat(10));
});
