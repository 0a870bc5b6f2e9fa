import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { bundleOptions } from "@/scripts/server/bundle-web-server";
import { testDatabase } from "@/tests/harness/database";

const ROOT = join(import.meta.dirname, "..", "..");
const FOLDER = join(ROOT, ".cache", `once-test-${process.pid}`);
const database = testDatabase();

type Bundle = {
  closePools: () => Promise<void>;
  askDatabase: () => Promise<unknown>;
  requestSeconds: { observe: (labels: object, seconds: number) => void };
  renderMetrics: () => Promise<string>;
};

/** The same modules bundled on their own, as the pages and the API are. */
async function bundle(name: string): Promise<Bundle> {
  const outfile = join(FOLDER, `${name}.mjs`);
  const contents = `
    import { writePool } from "@/lib/tenancy";
    export { closePools } from "@/lib/tenancy";
    export { renderMetrics, requestSeconds } from "@/lib/observability";
    export const askDatabase = () => writePool()\`SELECT pg_sleep(0.05)\`;`;
  await build({ ...bundleOptions(ROOT), outfile, stdin: { contents, resolveDir: ROOT, loader: "ts" } });
  return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Bundle;
}

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test("two bundles in one process share one pool and one set of metrics", async () => {
  const [pages, api] = [await bundle("pages"), await bundle("api")];
  expect(pages.askDatabase).not.toBe(api.askDatabase);
  // More at once than a pool has connections, from both.
  await Promise.all(Array.from({ length: 60 }, (_, i) => (i % 2 ? pages : api).askDatabase()));
  const [connections] = await database().owner<{ n: string }[]>`
    SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'swiftchart' AND datname = current_database()`;
  expect(Number(connections?.n)).toBe(16);
  pages.requestSeconds.observe({ route: "pages", method: "GET", status: "200" }, 0.001);
  api.requestSeconds.observe({ route: "api", method: "GET", status: "200" }, 0.001);
  for (const { renderMetrics } of [pages, api]) {
    const text = await renderMetrics();
    expect(text).toContain('swiftchart_request_seconds_count{route="pages",method="GET",status="200"} 1');
    expect(text).toContain('swiftchart_request_seconds_count{route="api",method="GET",status="200"} 1');
  }
  await pages.closePools();
});
