import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { givenFiles } from "@/tests/factories";
import { ROUTES, TRIED_ELSEWHERE } from "@/tests/integration/route-table";
import { bundleOptions, entryOf, listRouteFiles } from "./bundle-web-server";

const ROOT = join(import.meta.dirname, "..", "..");

test("every route of the product is found from its file, and all but the service worker's need nothing of Next", async () => {
  const files = await listRouteFiles(ROOT);
  const found = files.filter(({ file }) => !TRIED_ELSEWHERE.some((name) => file.includes(name)));
  const calls = found.flatMap(({ pattern, methods }) =>
    methods.map((method) => `${method} ${pattern.slice(1)}`),
  );
  expect(calls.sort()).toEqual(ROUTES.map(({ method, file }) => `${method} ${file}`).sort());
  expect(files.filter((route) => route.isNexts).map((route) => route.pattern)).toEqual(["/serwist/[path]"]);
});

test("the bundle takes Next's server and nothing else of it, which would want Next around it", async () => {
  const contents = entryOf(await listRouteFiles(ROOT));
  const stdin = { contents, resolveDir: ROOT, loader: "ts" as const };
  const { metafile } = await build({ ...bundleOptions(ROOT), stdin, metafile: true, write: false });
  const imported = Object.values(metafile.inputs).flatMap((input) => input.imports.map(({ path }) => path));
  expect([...new Set(imported)].filter((path) => /^(next|react)(\/|$)/.test(path))).toEqual(["next"]);
});

test("groups are no part of an address, and only what a file exports as a method is one", async () => {
  const folder = await givenFiles({
    "app/(public)/api/a/[id]/route.ts":
      "export const dynamic = 1; export const GET = 1; const POST = 2; export { POST };",
    "app/b/[...rest]/route.ts": 'import { headers } from "next/headers"; export const PUT = headers;',
  });
  expect(await listRouteFiles(folder)).toMatchObject([
    { pattern: "/api/a/[id]", methods: ["GET", "POST"], isNexts: false },
    { pattern: "/b/[...rest]", methods: ["PUT"], isNexts: true },
  ]);
});
