import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const sources = new Map(
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
    .split("\n")
    .filter((path) => /^(app|components|lib|db|scripts|tests)\/.*\.(tsx?|mjs)$/.test(path))
    .map((path) => [path, readFileSync(path, "utf8")] as const),
);
const parts = readdirSync("lib").filter((part) => sources.has(`lib/${part}/index.ts`));

/** What a door re-exports, under the name that others know it by. */
function namesOf(door: string): string[] {
  return [...door.matchAll(/export (?:type )?\{([^}]*)\}/g)]
    .flatMap(([, list = ""]) => list.split(","))
    .map((name) =>
      name
        .trim()
        .replace(/^type /, "")
        .replace(/.* as /, ""),
    )
    .filter(Boolean);
}

test.each(parts)("the door of lib/%s shows only what somebody outside takes", (part) => {
  const outside = [...sources].filter(
    ([path, text]) => !path.startsWith(`lib/${part}/`) && text.includes(`"@/lib/${part}"`),
  );
  const unused = namesOf(sources.get(`lib/${part}/index.ts`) ?? "").filter(
    (name) => !outside.some(([, text]) => new RegExp(`\\b${name}\\b`).test(text)),
  );
  expect(unused).toEqual([]);
});

test("the check reads names, types and new names alike", () => {
  expect(
    namesOf('export { a, type B } from "./a";\nexport type { C } from "./c";\nexport { x as y } from "./x";'),
  ).toEqual(["a", "B", "C", "y"]);
});
