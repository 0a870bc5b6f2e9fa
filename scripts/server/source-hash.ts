import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const FOLDERS = ["app", "components", "lib", "db", "public", "scripts/jobs", "scripts/server/web"];
// Not tsconfig.json: the build itself completes it.
const FILES = [
  "next.config.ts",
  "scripts/server/bundle-web-server.ts",
  "scripts/server/compress-static.ts",
  "middleware.ts",
  "instrumentation.ts",
  "postcss.config.mjs",
  "package-lock.json",
];
const IS_TEST = /\.test\.tsx?$/;

function listFiles(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => listFiles(join(path, name)));
}

/** A hash over everything the build is made of; tests do not count. */
export function sourceHash(root: string): string {
  const hash = createHash("sha256");
  for (const path of [...FOLDERS, ...FILES].flatMap((name) => listFiles(join(root, name)))) {
    if (IS_TEST.test(path)) continue;
    const content = readFileSync(path);
    hash.update(`${path.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
