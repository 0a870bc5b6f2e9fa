import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { addCounts, countPlaywright, countVitest, ONE_FAILED, totalLine } from "./count";

const folder = mkdtempSync(join(tmpdir(), "swiftchart-count-"));
afterAll(() => rmSync(folder, { recursive: true }));

function givenReport(report: unknown): string {
  const path = join(folder, "report.json");
  writeFileSync(path, JSON.stringify(report));
  return path;
}

const vitest = {
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults: [] as unknown[],
};

test("the last line is plain and names skipped tests only when there are some", () => {
  expect(totalLine({ passed: 12, failed: 0, skipped: 0 })).toBe("Tests: 12 passed, 0 failed");
  expect(totalLine({ passed: 12, failed: 1, skipped: 3 })).toBe("Tests: 12 passed, 1 failed, 3 skipped");
});

test("stages add up", () => {
  expect(addCounts({ passed: 1, failed: 2, skipped: 3 }, ONE_FAILED)).toEqual({
    passed: 1,
    failed: 3,
    skipped: 3,
  });
});

test("a test file that could not be loaded counts as a failure", async () => {
  const path = givenReport({ ...vitest, testResults: [{ status: "failed", assertionResults: [] }] });
  expect(await countVitest(path, 1)).toEqual({ passed: 7, failed: 1, skipped: 1 });
});

test("a run that fails outside of any test counts as a failure", async () => {
  expect(await countVitest(givenReport(vitest), 1)).toMatchObject({ failed: 1 });
  const stats = { expected: 3, unexpected: 0, flaky: 0, skipped: 0 };
  expect(await countPlaywright(givenReport({ stats, errors: [] }), 1)).toMatchObject({
    passed: 3,
    failed: 1,
  });
});

test("a stage that wrote no report failed", async () => {
  expect(await countVitest(join(folder, "absent.json"), 0)).toEqual(ONE_FAILED);
  expect(await countPlaywright(join(folder, "absent.json"), 0)).toEqual(ONE_FAILED);
});
