import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

type Violation = { from: string; to: string; rule: { name: string } };

const root = process.cwd();
const depcruise = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");

// A small product in which every file but the breaches keeps the rules: path → what it imports.
const FILES: Record<string, string[]> = {
  "db/client.ts": [],
  "lib/env/index.ts": [],
  "lib/tenancy/index.ts": ["./pools"],
  "lib/tenancy/pools.ts": ["@/db/client", "@/lib/env"],
  "lib/patients/index.ts": ["./search-patients"],
  "lib/patients/search-patients.ts": ["@/lib/tenancy", "./schema"],
  "lib/patients/schema.ts": [],
  "lib/records/index.ts": ["@/lib/patients", "./schema"],
  "lib/records/schema.ts": ["@/lib/patients/schema"],
  "lib/billing/index.ts": ["@/lib/patients"],
  "lib/ingest/index.ts": ["@/lib/billing", "@/lib/patients"],
  "components/ui/button.tsx": [],
  "components/patients/list.tsx": ["../ui/button", "@/lib/patients/schema"],
  "app/page.tsx": ["@/components/patients/list", "@/lib/patients"],
  "scripts/start.ts": ["@/db/client", "@/lib/env"],
};

// One breach of each rule: rule, file, what it must not import.
const BREACHES: [rule: string, from: string, to: string][] = [
  ["no-cycles", "lib/patients/first.ts", "./second"],
  ["db-only-from-lib", "app/breach-db.ts", "@/db/client"],
  ["db-only-from-lib", "middleware.ts", "@/db/client"],
  ["db-is-the-bottom", "db/breach.ts", "@/lib/env"],
  ["lib-never-up", "lib/patients/breach-up.ts", "@/components/ui/button"],
  ["doors-only", "lib/records/breach-door.ts", "@/lib/patients/search-patients"],
  ["doors-only", "app/breach-door.ts", "@/lib/patients/search-patients"],
  ["doors-only", "scripts/breach-door.ts", "@/lib/patients/search-patients"],
  ["doors-only", "lib/billing/schema.ts", "@/lib/patients"],
  ["doors-only", "lib/patients/breach-own-door.ts", "./index"],
  ["platform-below-domains", "lib/tenancy/breach.ts", "@/lib/patients"],
  ["platform-below-domains", "lib/patients/breach-order.ts", "@/lib/records"],
  ["platform-below-domains", "lib/billing/breach-order.ts", "@/lib/ingest"],
  ["platform-below-domains", "lib/fhir/breach.ts", "@/lib/patients"],
  ["lib-folders-have-a-place", "lib/shared/breach.ts", "@/lib/env"],
  ["lib-folders-have-a-place", "lib/loose-file.ts", "@/lib/env"],
  ["lib-folders-have-a-place", "lib/patients/breach-shared.ts", "@/lib/unlisted"],
  ["components-take-types-and-rules", "components/patients/breach-door.ts", "@/lib/patients"],
  ["components-never-up", "components/patients/breach-up.ts", "@/db/client"],
  ["ui-knows-no-domain", "components/ui/breach.ts", "../patients/list"],
  ["ui-knows-no-domain", "components/ui/breach-lib.ts", "@/lib/patients/schema"],
];

let folder: string;
let violations: Violation[];

function plant(path: string, imports: string[]): void {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  const lines = imports.map((name, at) => `import * as imported${at} from "${name}";`);
  const used = imports.map((_, at) => `imported${at}`).join(", ");
  writeFileSync(full, `${lines.join("\n")}\nexport const used = [${used}];\n`);
}

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "swiftchart-rules-")));
  copyFileSync(join(root, "tsconfig.json"), join(folder, "tsconfig.json"));
  for (const [path, imports] of Object.entries(FILES)) plant(path, imports);
  for (const [, path, target] of BREACHES) plant(path, [target]);
  plant("lib/patients/second.ts", ["./first"]);
  plant("lib/unlisted/index.ts", []);
  const config = join(root, ".dependency-cruiser.cjs");
  const roots = ["app", "components", "lib", "db", "scripts", "middleware.ts"];
  const done = spawnSync(
    process.execPath,
    [depcruise, "--config", config, "--output-type", "json", ...roots],
    {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  violations = (JSON.parse(done.stdout) as { summary: { violations: Violation[] } }).summary.violations;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(BREACHES)("%s: %s may not import %s", (rule, from) => {
  expect(violations.filter((found) => found.from === from).map((found) => found.rule.name)).toContain(rule);
});

test("files that keep the rules are not accused", () => {
  expect(violations.filter((found) => found.from in FILES)).toEqual([]);
});
