import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareDataDir } from "./data-dir";
import { withLock } from "./lock";
import { startEmbedded } from "./start-embedded";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "swiftchart-data-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a folder is made with all above it, and nothing is left in it", async () => {
  const dataDir = join(folder, "one", "two");
  await Promise.all([prepareDataDir(dataDir), prepareDataDir(dataDir)]);
  expect(readdirSync(dataDir)).toEqual([]);
});

test("a folder that cannot be made is told at once, by name", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  // Below /proc a folder is refused with ENOENT, which Node's own recursive mkdir tries for ever.
  for (const dataDir of [join("/proc", "swiftchart", "data"), file, join(file, "data")]) {
    const startedAt = performance.now();
    await expect(startEmbedded({ dataDir, log: () => {} })).rejects.toThrow(
      `DATA_DIR ${dataDir} cannot be used: `,
    );
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  }
});

// Root writes where it likes, but not to the kernel's own files.
const readOnly = process.getuid?.() === 0 ? "/sys/kernel" : undefined;
test("a folder that cannot be written is told at once", async () => {
  const dataDir = readOnly ?? folder;
  if (!readOnly) chmodSync(folder, 0o500);
  await expect(prepareDataDir(dataDir)).rejects.toThrow(`DATA_DIR ${dataDir} cannot be used: E`);
  chmodSync(folder, 0o700);
});

test("a lock that cannot be made is told at once; only one that is held is waited for", async () => {
  const startedAt = performance.now();
  await expect(withLock("/proc/swiftchart.lock", async () => 1)).rejects.toThrow("ENOENT");
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  const path = join(folder, "held.lock");
  const order: string[] = [];
  await withLock(path, async () => {
    await expect(withLock(path, async () => 1, { waitMsMax: 60 })).rejects.toThrow("is held by another");
    order.push("first");
  });
  await withLock(path, async () => order.push("second"));
  expect(order).toEqual(["first", "second"]);
});
