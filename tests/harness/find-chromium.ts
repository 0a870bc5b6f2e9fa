import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { findProgram, installPackage } from "./find-program";

/** What Chromium needs to run as root, in a container and on a closed network. */
export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * A Chromium: CHROMIUM_PATH, an installed one, Debian's package (installed when this runs as root), or Playwright's own.
 * @throws Error when there is none and none can be got
 */
export function findChromium(): string {
  const given = process.env.CHROMIUM_PATH;
  if (given && !existsSync(given)) throw new Error(`CHROMIUM_PATH ${given} does not exist.`);
  const names = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"];
  const found = given ?? findProgram(...names);
  if (found) return found;
  const failure = installPackage("chromium");
  const installed = findProgram(...names);
  if (installed) return installed;
  if (!existsSync(chromium.executablePath())) {
    process.stderr.write("Installing Playwright's own Chromium for the tests.\n");
    spawnSync(process.execPath, [join("node_modules", "playwright", "cli.js"), "install", "chromium"], {
      stdio: "ignore",
    });
  }
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  throw new Error(
    `The tests need Chromium and none was found (${failure}). Install it, or set CHROMIUM_PATH.`,
  );
}
