import { type Browser, chromium, type Page } from "playwright";
import { CHROMIUM_ARGS, findChromium } from "@/tests/harness/find-chromium";
import { type BenchSite, withBenchSite } from "./bench-site";
import { runLighthouse } from "./lighthouse";
import { measureScripts } from "./page-scripts";
import type { BenchResult } from "./report";
import { percentiles } from "./stats";

const KEYSTROKE_AIM_MS = 100;
const OPEN_AIM_MS = 300;
const TYPED = [
  "smith",
  "joan garcia",
  "mari",
  "williams r",
  "lopez",
  "o'brien",
  "anders",
  "thom ja",
  "kim",
  "jeff",
  "1984-03-12",
  "0412",
  "zimmer",
  "nguyen",
];
const OPENED = 40;

/** Screens on the production build in Chromium: keystroke to results, hit to summary, script weight, and Lighthouse. */
export async function benchPage(options: { patients: number }): Promise<BenchResult> {
  return withBenchSite(options.patients, async (site) => {
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: CHROMIUM_ARGS,
    });
    try {
      const page = await signedInPage(browser, site);
      const rows: BenchResult["rows"] = [];
      const notes: string[] = [];
      addTimes(
        { rows, notes },
        "keystroke → results on the screen",
        await timeKeystrokes(page),
        KEYSTROKE_AIM_MS,
      );
      addTimes({ rows, notes }, "hit → summary on the screen", await timeOpening(page), OPEN_AIM_MS);
      const cookies = (await page.context().cookies())
        .map((cookie) => `${cookie.name}=${cookie.value}`)
        .join("; ");
      const chart = new URL(page.url()).pathname;
      await page.close();
      const base = `http://localhost:${site.port}`;
      const admin = await signedInPage(browser, site, "admin");
      const scripts = await measureScripts({
        browser,
        base,
        cookies: await admin.context().cookies(),
        patientId: chart.split("/")[2] ?? "",
      });
      await admin.close();
      rows.push(...scripts.rows);
      notes.push(...scripts.notes);
      const scores = await runLighthouse(base, ["/sign-in", "/patients", chart], cookies);
      rows.push(...scores.rows);
      return { name: "page", rows, notes: [...notes, ...scores.notes] };
    } finally {
      await browser.close();
    }
  });
}

async function signedInPage(browser: Browser, site: BenchSite, role = "clinician"): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    baseURL: `http://localhost:${site.port}`,
  });
  // The loader of these scripts wraps named functions in a helper that a page does not have.
  await context.addInitScript("globalThis.__name = (named) => named");
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(`${role}@${site.tenant}.test`);
  await page.getByLabel("Password").fill(site.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/patients");
  await page.getByRole("option").first().waitFor();
  return page;
}

type Found = { rows: BenchResult["rows"]; notes: string[] };

function addTimes({ rows, notes }: Found, what: string, times: number[], aim: number): void {
  const { n, p50, p95, p99 } = percentiles(times);
  rows.push({ what, n, p50, p95, p99, aim });
  if (p95 > aim) notes.push(`${what}: p95 ${p95} ms, aim ${aim} ms.`);
}

/** The time that a watcher on the page measures; fails after five seconds rather than wait for ever. */
function readPainted(page: Page): Promise<number> {
  return page.evaluate(() => {
    const late = new Promise<number>((_, reject) =>
      setTimeout(() => reject(new Error("Nothing was painted within 5 s.")), 5_000),
    );
    return Promise.race([Reflect.get(window, "painted") as Promise<number>, late]);
  });
}

/** Types letter by letter as a person does; each letter is timed from the key to the painted rows that answer the whole text. */
async function timeKeystrokes(page: Page): Promise<number[]> {
  const times: number[] = [];
  const box = page.getByRole("combobox", { name: "Find a patient" });
  for (const text of TYPED) {
    await box.fill("");
    await page.waitForFunction(
      () => document.querySelector("[data-answered]")?.getAttribute("data-answered") === "",
    );
    for (const letter of text) {
      // Installed before the key is pressed; the answer is fetched afterwards.
      await page.evaluate(() => {
        Reflect.set(
          window,
          "painted",
          new Promise<number>((resolve) => {
            const input = document.querySelector<HTMLInputElement>("[role=combobox]");
            input?.addEventListener(
              "input",
              () => {
                const started = performance.now();
                const look = () => {
                  const answered = document.querySelector("[data-answered]")?.getAttribute("data-answered");
                  if (answered === input.value.trim())
                    requestAnimationFrame(() => resolve(performance.now() - started));
                  else requestAnimationFrame(look);
                };
                look();
              },
              { once: true },
            );
          }),
        );
      });
      await page.keyboard.type(letter);
      const time = await readPainted(page);
      // A space changes nothing that is searched.
      if (letter !== " ") times.push(time);
    }
  }
  return times;
}

/** From the click on a hit to the painted summary, each time another patient. */
async function timeOpening(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < OPENED; i++) {
    await page.goto("/patients");
    await page.getByRole("combobox").fill(TYPED[i % TYPED.length]?.slice(0, 4) ?? "smith");
    await page.waitForFunction(
      () => (document.querySelector("[data-answered]")?.getAttribute("data-answered") ?? "") !== "",
    );
    const hit = page.getByRole("option").nth(i % 12);
    await hit.hover();
    await page.evaluate(() => {
      Reflect.set(
        window,
        "painted",
        new Promise<number>((resolve) => {
          document.addEventListener(
            "click",
            () => {
              const started = performance.now();
              const look = () => {
                const isThere = document.querySelector("section[aria-label=Problems]");
                if (isThere) requestAnimationFrame(() => resolve(performance.now() - started));
                else requestAnimationFrame(look);
              };
              look();
            },
            { once: true, capture: true },
          );
        }),
      );
    });
    await hit.click();
    times.push(await readPainted(page));
  }
  return times;
}
