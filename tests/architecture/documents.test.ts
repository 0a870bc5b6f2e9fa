import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ROUTES } from "@/tests/integration/route-table";
import { envSchema } from "../../lib/env/schema";

const root = process.cwd();
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const documents = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(root, path)));

/** Targets of links and pictures that are files of this repository. */
function linksOf(path: string): string[] {
  // What a code block shows is no link.
  const prose = read(path)
    .replace(/```.*?```/gs, "")
    .replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/!?\[[^\]]*\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^([a-z]+:|#)/i.test(target))
    .map((target) => decodeURIComponent(target.replace(/#.*$/, "")));
}

/** The names in the first column of the table under a heading. */
function firstColumn(markdown: string, heading: string): string[] {
  const section = markdown.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1] ?? "");
}

test.each(documents)("%s links to files that are there", (path) => {
  const missing = linksOf(path).filter((target) => !existsSync(join(root, dirname(path), target)));
  expect(missing).toEqual([]);
});

test("the README names exactly the environment variables there are", () => {
  const named = firstColumn(read("README.md"), "Environment");
  expect(named.sort()).toEqual(Object.keys(envSchema.shape).sort());
});

test("the README names every command of package.json", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const readme = read("README.md");
  const missing = Object.keys(scripts).filter(
    (name) => !readme.includes(`\`npm run ${name}`) && !readme.includes(`\`npm ${name}`),
  );
  expect(missing).toEqual([]);
});

test("the README names every route of the API, and none besides", () => {
  const calls = ROUTES.filter(({ file }) => !file.includes("[...")).map(
    ({ file, method }) => `${method} /${file.replace(/\[\w+Id\]/, ":id")}`,
  );
  const named = firstColumn(read("README.md"), "HTTP API").map((call) => call.replace(/\?.*$/, ""));
  expect(named.sort()).toEqual(calls.sort());
});

test("decision records are numbered without a gap", () => {
  const numbers = documents
    .filter((path) => /^docs\/decisions\/\d{4}-/.test(path))
    .map((path) => Number(path.slice("docs/decisions/".length, "docs/decisions/".length + 4)))
    .sort((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_, at) => at + 1));
});
