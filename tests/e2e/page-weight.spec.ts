import { gzipSync } from "node:zlib";
import { type BrowserContext, expect, test } from "@playwright/test";
import { signIn } from "./sign-in";

const KB_MAX = 160;

/** Every script that a page loads before anybody touches it, in KB of gzip; the service worker fetches for later visits. */
async function loadScripts(context: BrowserContext, path: string): Promise<number> {
  const page = await context.newPage();
  const scripts = new Set<string>();
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.add(request.url());
  });
  await page.goto(path, { waitUntil: "networkidle" });
  let bytes = 0;
  for (const url of scripts)
    bytes += gzipSync(await (await page.request.get(url)).body(), { level: 9 }).length;
  await page.close();
  return bytes / 1024;
}

test("no page loads more than 160 KB of scripts before it is touched", async ({ browser }) => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await signIn(page, "admin");
  const { items } = await (await page.request.get("/api/patients?limit=1")).json();
  const chart = `/patients/${items[0].id}`;
  await page.close();
  const heavy: string[] = [];
  for (const path of [
    "/patients",
    chart,
    `${chart}/records`,
    `${chart}/billing`,
    `${chart}/details`,
    "/admin",
    "/admin/sessions",
    "/admin/tokens",
    "/admin/audit",
    "/admin/clinic",
  ]) {
    const weight = await loadScripts(context, path);
    expect(weight, path).toBeGreaterThan(50);
    // To the nearest KB: names of scripts within scripts move it by some bytes.
    if (Math.round(weight) > KB_MAX) heavy.push(`${path}: ${weight.toFixed(1)} KB`);
  }
  expect(heavy).toEqual([]);
  await context.close();
});
