import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { CHROMIUM_ARGS, findChromium } from "@/tests/harness/find-chromium";
import type { BenchResult } from "./report";

const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;
const AIMS = {
  mobile: { performance: 95, accessibility: 100, "best-practices": 100 },
  desktop: { performance: 100, accessibility: 100, "best-practices": 100 },
};

/** Lighthouse scores of pages of the running server, for mobile and desktop, with the session's cookie. */
export async function runLighthouse(
  base: string,
  paths: string[],
  cookies: string,
): Promise<Pick<BenchResult, "rows" | "notes">> {
  const rows: BenchResult["rows"] = [];
  const notes: string[] = [];
  for (const form of ["mobile", "desktop"] as const) {
    for (const path of paths) {
      const chrome = await launch({
        chromePath: findChromium(),
        chromeFlags: CHROMIUM_ARGS.includes("--headless") ? CHROMIUM_ARGS : ["--headless", ...CHROMIUM_ARGS],
      });
      try {
        const headers = path === "/sign-in" ? {} : { extraHeaders: { Cookie: cookies } };
        const flags = {
          port: chrome.port,
          onlyCategories: [...CATEGORIES],
          logLevel: "error" as const,
          ...headers,
        };
        const result = await lighthouse(
          `${base}${path}`,
          flags,
          form === "desktop" ? desktopConfig : undefined,
        );
        const shown = path.replace(/[0-9a-f-]{36}/, ":id");
        const scores = CATEGORIES.map((category) =>
          Math.round((result?.lhr.categories[category]?.score ?? 0) * 100),
        );
        rows.push({
          what: `Lighthouse ${form} ${shown}: performance / accessibility / best practices`,
          n: 1,
          scores: scores.join(" / "),
        });
        CATEGORIES.forEach((category, i) => {
          const score = scores[i] ?? 0;
          if (score >= AIMS[form][category]) return;
          const failed = result?.lhr.categories[category]?.auditRefs.filter(
            (ref) => (result.lhr.audits[ref.id]?.score ?? 1) < 0.9 && ref.weight > 0,
          );
          const why = failed
            ?.map((ref) => `${ref.id} ${result?.lhr.audits[ref.id]?.displayValue ?? ""}`.trim())
            .join(", ");
          notes.push(
            `Lighthouse ${form} ${shown} ${category}: ${score}, aim ${AIMS[form][category]} (${why}).`,
          );
        });
      } finally {
        chrome.kill();
      }
    }
  }
  return { rows, notes };
}
