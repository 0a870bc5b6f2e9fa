import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ERROR_CODES, type ErrorCode } from "@/lib/errors";

const folder = join(process.cwd(), "docs", "errors");
const codes = Object.keys(ERROR_CODES) as ErrorCode[];
const pages = readdirSync(folder).filter((name) => name.endsWith(".md") && name !== "README.md");
const read = (name: string): string => readFileSync(join(folder, name), "utf8");

test("every error code has a page, and every page a code", () => {
  expect(pages.map((name) => name.replace(/\.md$/, "")).sort()).toEqual([...codes].sort());
});

test.each(codes)("the page of %s tells its status and title and shows a body with them", (code) => {
  const { status, title } = ERROR_CODES[code];
  const page = read(`${code}.md`);
  const example = /```json\n(.*?)\n```/s.exec(page)?.[1] ?? "null";
  expect(page).toContain(`**${status} ${title}.**`);
  expect(JSON.parse(example)).toMatchObject({ type: `/errors/${code}`, code, status, title });
});

// Every text of the product, a value in it standing for anything.
const texts = globSync(["lib/**/*.ts", "app/**/*.ts", "scripts/server/**/*.{ts,mjs}"])
  .filter((path) => !path.includes(".test."))
  .flatMap((path) => [
    ...readFileSync(path, "utf8").matchAll(/"((?:[^"\\\n]|\\.)+)"|'([^'\n]+)'|`((?:[^`\\]|\\.)+)`/g),
  ])
  .map(([, double, single, template]) => double ?? single ?? template ?? "")
  .filter((text) => /[a-z] [a-z]/i.test(text))
  .map((text) => text.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
  .map((parts) => new RegExp(`^${parts.join(".+")}$`));

test.each(codes)("what the example of %s says is said somewhere", (code) => {
  const { detail } = JSON.parse(/```json\n(.*?)\n```/s.exec(read(`${code}.md`))?.[1] ?? "{}");
  expect(
    texts.some((text) => text.test(detail)),
    detail,
  ).toBe(true);
});

test("the index names every code with its status", () => {
  // The formatter pads the cells of a table.
  const index = read("README.md").replace(/ +/g, " ");
  for (const code of codes)
    expect(index).toContain(`| [${code}](${code}.md) | ${ERROR_CODES[code].status} |`);
});
