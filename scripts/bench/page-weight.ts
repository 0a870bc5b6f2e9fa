import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** The JavaScript of one page's first load, in bytes. */
export type PageWeight = { page: string; files: number; gzip: number; brotli: number };

type Manifest = { entryJSFiles?: Record<string, string[]> };

const BROTLI_BEST = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };

/**
 * Weighs every page of a build, heaviest first: the files that all pages share and those its own layouts, error pages and itself
 * name in the build's manifests. No browser is asked, so what a page loads later does not count.
 */
export function weighPages(root: string): PageWeight[] {
  const build = join(root, ".next");
  const { rootMainFiles } = JSON.parse(readFileSync(join(build, "build-manifest.json"), "utf8")) as {
    rootMainFiles: string[];
  };
  const weights = new Map<string, { gzip: number; brotli: number }>();
  const weigh = (file: string) => {
    const known = weights.get(file);
    if (known) return known;
    const content = readFileSync(join(build, file));
    const found = {
      gzip: gzipSync(content, { level: 9 }).length,
      brotli: brotliCompressSync(content, BROTLI_BEST).length,
    };
    weights.set(file, found);
    return found;
  };
  const app = join(build, "server", "app");
  return globSync("**/page_client-reference-manifest.js", { cwd: app })
    .map((manifest) => {
      const { entryJSFiles = {} } = readManifest(join(app, manifest));
      const files = [...new Set([...rootMainFiles, ...Object.values(entryJSFiles).flat()])];
      const sizes = files.map(weigh);
      return {
        page: toAddress(manifest),
        files: files.length,
        gzip: sizes.reduce((sum, { gzip }) => sum + gzip, 0),
        brotli: sizes.reduce((sum, { brotli }) => sum + brotli, 0),
      };
    })
    .sort((a, b) => b.gzip - a.gzip || (a.page < b.page ? -1 : 1));
}

/** The manifest is a script that assigns one object literal, which is JSON. */
function readManifest(path: string): Manifest {
  const text = readFileSync(path, "utf8");
  const start = text.indexOf('"] = ');
  if (start < 0) throw new Error(`${path} is not written as this version of Next writes it.`);
  return JSON.parse(text.slice(start + 5).replace(/;\s*$/, "")) as Manifest;
}

/** `(signed-in)/patients/[patientId]/page_…` is `/patients/:patientId`. */
function toAddress(manifest: string): string {
  const folders = manifest.split(sep).slice(0, -1);
  const parts = folders.filter((name) => !/^\(.*\)$/.test(name));
  return `/${parts.map((name) => name.replace(/^\[(.*)\]$/, ":$1")).join("/")}`;
}
