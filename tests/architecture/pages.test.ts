import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = process.cwd();
const signedIn = globSync("app/(signed-in)/**/page.tsx", { cwd: root });

test.each(signedIn)("%s is made by page(): it checks nobody by hand", (path) => {
  const text = readFileSync(join(root, path), "utf8");
  expect(text).toMatch(/^export default page\(/m);
  expect(text).not.toMatch(/visitPage|identify\(|<Forbidden/);
});

test("there are pages to hold to it", () => {
  expect(signedIn.length).toBeGreaterThan(5);
});
