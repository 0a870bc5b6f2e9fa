import { readdirSync, readFileSync } from "node:fs";
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

test("the index names every code with its status", () => {
  // The formatter pads the cells of a table.
  const index = read("README.md").replace(/ +/g, " ");
  for (const code of codes)
    expect(index).toContain(`| [${code}](${code}.md) | ${ERROR_CODES[code].status} |`);
});
