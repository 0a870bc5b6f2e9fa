import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { weighPages } from "./page-weight";

function givenBuild(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "page-weight-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    const to = join(root, ".next", path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, content);
  }
  return root;
}

const manifest = (page: string, entryJSFiles: Record<string, string[]>) =>
  `globalThis.__RSC_MANIFEST = globalThis.__RSC_MANIFEST || {};\nglobalThis.__RSC_MANIFEST[${JSON.stringify(page)}] = ${JSON.stringify({ clientModules: {}, entryJSFiles })};\n`;
const incompressible = (bytes: number) => randomBytes(bytes).toString("latin1");

test("a page weighs what all pages share and what its layouts and itself name, each file once, heaviest first", () => {
  const shared = "static/chunks/shared.js";
  const layout = "static/chunks/layout.js";
  const own = "static/chunks/own.js";
  const root = givenBuild({
    "build-manifest.json": JSON.stringify({ rootMainFiles: [shared] }),
    [shared]: "x".repeat(100_000),
    [layout]: "y".repeat(100_000),
    [own]: incompressible(20_000),
    "static/chunks/later.js": incompressible(50_000),
    "server/app/(public)/sign-in/page_client-reference-manifest.js": manifest("/(public)/sign-in/page", {
      "[project]/app/layout": [shared],
    }),
    "server/app/(signed-in)/patients/[patientId]/page_client-reference-manifest.js": manifest(
      "/(signed-in)/patients/[patientId]/page",
      { "[project]/app/(signed-in)/layout": [layout], "[project]/app/page": [layout, own] },
    ),
    "server/app/api/patients/route_client-reference-manifest.js": "not a page",
  });
  const [chart, signIn, ...rest] = weighPages(root);
  expect(rest).toEqual([]);
  expect(chart).toMatchObject({ page: "/patients/:patientId", files: 3 });
  expect(signIn).toMatchObject({ page: "/sign-in", files: 1 });
  expect(signIn?.gzip).toBeLessThan(300);
  expect(chart?.gzip).toBeGreaterThan(20_000);
  expect(chart?.gzip).toBeLessThan(40_000);
  expect(chart?.brotli).toBeLessThan(chart?.gzip ?? 0);
});

test("a manifest that is written otherwise is a failure, not a page without weight", () => {
  const root = givenBuild({
    "build-manifest.json": JSON.stringify({ rootMainFiles: [] }),
    "server/app/page_client-reference-manifest.js": "export default {}",
  });
  expect(() => weighPages(root)).toThrow("not written as this version of Next writes it");
});
