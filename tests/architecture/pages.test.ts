import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = process.cwd();
const files = globSync("app/(signed-in)/**/*.{ts,tsx}", { cwd: root });
const pages = files.filter((path) => path.endsWith("/page.tsx"));
const patientPages = pages.filter((path) => path.includes("[patientId]"));
const read = (path: string): string => readFileSync(join(root, path), "utf8");

test.each(pages)("%s is made by page(): it checks nobody by hand", (path) => {
  const text = read(path);
  expect(text).toMatch(/^export default page\(/m);
  expect(text).not.toMatch(/visitPage|identify\(|<Forbidden/);
});

test.each(files)("%s leaves it to page() to say that something is not there, which audits it", (path) => {
  expect(read(path)).not.toMatch(/notFound\b/);
});

test.each(patientPages)("%s asks for its patient inside page()", (path) => {
  expect(read(path)).toMatch(/await openChart\(/);
});

test("there are pages to hold to it", () => {
  expect(pages.length).toBeGreaterThan(5);
  expect(patientPages.length).toBeGreaterThan(3);
});
