import { globSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Count, countPlaywright, NONE } from "./count";
import { runChild } from "./run-child";
import { startTestSite } from "./test-site";

const REPORT = join(".cache", "test", "playwright.json");

/** tests/e2e in a real browser against the production build. */
export async function runEndToEnd(filters: string[]): Promise<Count> {
  if (globSync("tests/e2e/**/*.spec.ts").length === 0) {
    process.stderr.write("There are no end-to-end tests: stage skipped.\n");
    return NONE;
  }
  rmSync(REPORT, { force: true });
  const site = await startTestSite("end-to-end");
  try {
    const { code } = await runChild(
      [join("node_modules", "@playwright", "test", "cli.js"), "test", ...filters],
      {
        env: {
          E2E_BASE_URL: site.url,
          E2E_PASSWORD: site.password,
          E2E_DATA_DIR: site.dataDir,
          E2E_REPORT: REPORT,
          // Tests may open the database through db/, which is for servers only.
          NODE_OPTIONS: "--conditions=react-server",
        },
      },
    );
    return await countPlaywright(REPORT, code);
  } finally {
    await site.stop();
  }
}
