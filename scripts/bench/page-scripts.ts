import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext, Response } from "playwright";
import { weighPages } from "./page-weight";
import type { BenchResult } from "./report";

const AIM_KB = 160;
const MEASURED = [
  /^\/sign-in$/,
  /^\/patients$/,
  /^\/patients\/:patientId$/,
  /^\/patients\/:patientId\/details$/,
  /^\/admin/,
];

type Input = {
  browser: Browser;
  base: string;
  /** Those of an administrator, who may open every page. */
  cookies: Awaited<ReturnType<BrowserContext["cookies"]>>;
  patientId: string;
};

/** The scripts of the first load of each page that the build has, in a browser that has nothing yet: gzipped, and what crossed the wire. */
export async function measureScripts(input: Input): Promise<Pick<BenchResult, "rows" | "notes">> {
  const rows: BenchResult["rows"] = [];
  const notes: string[] = [];
  const pages = weighPages(process.cwd()).map(({ page }) => page);
  for (const page of pages.filter((name) => MEASURED.some((wanted) => wanted.test(name))).sort()) {
    const { files, gzip, transferred } = await loadScripts(input, page);
    const what = `first-load JavaScript of ${page}, KB`;
    rows.push({ what, n: files, gzip, transferred, aim: AIM_KB });
    if (files === 0) notes.push(`${page} loaded no script at all.`);
    if (gzip > AIM_KB) notes.push(`${what} gzip: ${gzip}, aim ${AIM_KB}.`);
  }
  return { rows, notes };
}

async function loadScripts({ browser, base, cookies, patientId }: Input, page: string) {
  // The service worker fetches for later visits; that is not the first load.
  const context = await browser.newContext({ serviceWorkers: "block" });
  try {
    if (page !== "/sign-in") await context.addCookies(cookies);
    const opened = await context.newPage();
    const sizes: Promise<{ gzip: number; transferred: number }>[] = [];
    opened.on("response", (response) => {
      if (response.request().resourceType() === "script") sizes.push(sizesOf(response));
    });
    await opened.goto(`${base}${page.replace(":patientId", patientId)}`, { waitUntil: "networkidle" });
    const found = await Promise.all(sizes);
    return {
      files: found.length,
      gzip: kilobytes(found.reduce((sum, { gzip }) => sum + gzip, 0)),
      transferred: kilobytes(found.reduce((sum, { transferred }) => sum + transferred, 0)),
    };
  } finally {
    await context.close();
  }
}

async function sizesOf(response: Response) {
  const [body, { responseBodySize }] = await Promise.all([response.body(), response.request().sizes()]);
  return { gzip: gzipSync(body, { level: 9 }).length, transferred: responseBodySize };
}

function kilobytes(bytes: number): number {
  return Math.round(bytes / 102.4) / 10;
}
