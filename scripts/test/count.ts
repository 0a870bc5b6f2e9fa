import { readFile } from "node:fs/promises";

export type Count = { passed: number; failed: number; skipped: number };

export const NONE: Count = { passed: 0, failed: 0, skipped: 0 };

/** One failure of a whole stage. */
export const ONE_FAILED: Count = { passed: 0, failed: 1, skipped: 0 };

/** The sum of counts. */
export function addCounts(...counts: Count[]): Count {
  return counts.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    NONE,
  );
}

/** The last line of the run. */
export function totalLine({ passed, failed, skipped }: Count): string {
  return `Tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
};

/** Counts a Vitest report; a file that failed as a whole (a syntax error, a broken hook) is a failure too. */
export async function countVitest(path: string, exitCode: number | null): Promise<Count> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return ONE_FAILED;
  const report = JSON.parse(text) as VitestReport;
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((one) => one.status === "failed"),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    // An error outside any test (an unhandled rejection) shows in the exit code alone.
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
};

/** Counts a Playwright report. */
export async function countPlaywright(path: string, exitCode: number | null): Promise<Count> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return ONE_FAILED;
  const { stats } = JSON.parse(text) as PlaywrightReport;
  const failed = stats.unexpected;
  return {
    passed: stats.expected + stats.flaky,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: stats.skipped,
  };
}
