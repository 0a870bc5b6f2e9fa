import { globSync } from "node:fs";
import { join } from "node:path";
import { type Count, countPlaywright, NONE } from "./count";
import { runChild } from "./run-child";
import { runFolder } from "./run-folder";
import { startTestSite } from "./test-site";

/** tests/e2e in a real browser against the production build. */
export async function runEndToEnd(filters: string[]): Promise<Count> {
  if (globSync("tests/e2e/**/*.spec.ts").length === 0) {
    process.stderr.write("There are no end-to-end tests: stage skipped.\n");
    return NONE;
  }
  const report = runFolder("playwright.json");
  const site = await startTestSite();
  try {
    const { code } = await runChild(
      [join("node_modules", "@playwright", "test", "cli.js"), "test", ...filters],
      {
        env: {
          E2E_BASE_URL: site.url,
          E2E_PASSWORD: site.password,
          E2E_DATA_DIR: site.dataDir,
          E2E_REDIS_URL: site.redisUrl,
          E2E_REPORT: report,
          E2E_RESULTS: runFolder("results"),
          // Tests may open the database through db/, which is for servers only.
          NODE_OPTIONS: "--conditions=react-server",
        },
      },
    );
    return await countPlaywright(report, code);
  } finally {
    await site.stop();
  }
}
