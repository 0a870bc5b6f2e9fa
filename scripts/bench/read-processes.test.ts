import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { expect, test } from "vitest";
import {
  childrenOf,
  commandLine,
  hasProcessFiles,
  memoryOfGroup,
  openDescriptors,
  processorMs,
  residentMB,
} from "./read-processes";

const onLinux = test.runIf(hasProcessFiles());
const GONE = 2 ** 30;

onLinux("memory is in MB, as node itself counts it", async () => {
  const node = process.memoryUsage.rss() / 1e6;
  expect(Math.abs((residentMB(process.pid) ?? 0) - node) / node).toBeLessThan(0.2);
  const { ownMB } = await memoryOfGroup([process.pid, GONE]);
  expect(ownMB).toBeGreaterThan(10);
  expect(ownMB).toBeLessThanOrEqual(node * 1.2);
});

onLinux("a file that is opened is one descriptor more", () => {
  const before = openDescriptors(process.pid) ?? 0;
  const files = Array.from({ length: 20 }, () => openSync(import.meta.filename, "r"));
  expect(openDescriptors(process.pid)).toBeGreaterThanOrEqual(before + 20);
  for (const file of files) closeSync(file);
});

onLinux("a child is found with its command line, and no more once it has ended", async () => {
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()", "a marker"], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  expect(childrenOf(process.pid)).toContain(pid);
  expect(commandLine(pid)).toMatch(/a marker$/);
  child.stdin.end();
  await once(child, "exit");
  expect(childrenOf(process.pid)).not.toContain(pid);
});

onLinux("processor time is in milliseconds, as node itself counts it", () => {
  const before = processorMs(process.pid) ?? 0;
  const own = process.cpuUsage();
  while (process.cpuUsage(own).user < 200_000);
  const found = (processorMs(process.pid) ?? 0) - before;
  const { user, system } = process.cpuUsage(own);
  // The kernel counts in steps of 10 ms, at both ends and for both kinds.
  expect(Math.abs(found - (user + system) / 1_000)).toBeLessThanOrEqual(60);
  expect(processorMs(GONE)).toBeNull();
});

test("a process that is gone has no memory, descriptors or children", () => {
  expect([residentMB(GONE), openDescriptors(GONE), childrenOf(GONE), commandLine(GONE)]).toEqual([
    null,
    null,
    [],
    "",
  ]);
});
