import { beforeEach, expect, test } from "vitest";
import { clearFirstLevel, firstLevelBytes, readFirstLevel, writeFirstLevel } from "./first-level";

const MEGABYTE = 1024 * 1024;

beforeEach(() => clearFirstLevel());

test("gives back what was written, and nothing after it was cleared", () => {
  writeFirstLevel("key", "text");
  expect(readFirstLevel("key")).toBe("text");
  clearFirstLevel();
  expect(readFirstLevel("key")).toBeUndefined();
  expect(firstLevelBytes()).toBe(0);
});

test("stays within 32 MiB, and what was used lately stays longest", () => {
  writeFirstLevel("first", "x");
  for (let i = 0; i < 200; i++) {
    writeFirstLevel(`big ${i}`, "x".repeat(MEGABYTE / 2));
    expect(readFirstLevel("first")).toBe("x");
    expect(firstLevelBytes()).toBeLessThanOrEqual(32 * MEGABYTE);
  }
  expect(readFirstLevel("big 0")).toBeUndefined();
  expect(readFirstLevel("big 199")).toBeDefined();
});

test("one huge value does not push out all others: it is not kept", () => {
  writeFirstLevel("small", "x");
  writeFirstLevel("huge", "x".repeat(3 * MEGABYTE));
  expect(readFirstLevel("huge")).toBeUndefined();
  expect(readFirstLevel("small")).toBe("x");
});
