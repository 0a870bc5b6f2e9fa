import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

// Which part of lib owns each table: its SQL alone names it, everyone else asks through its door. Scripts, tests and db stand
// outside: they seed, measure and migrate whole databases, and no request reaches them. What this cannot see is SQL whose
// table's name is put together at run time; there is none.
const OWNERS: Record<string, string> = {
  tenant: "clinic",
  clinic_history: "clinic",
  directory_version: "clinic",
  app_user: "people",
  person_history: "people",
  one_time_link: "people",
  session: "auth",
  api_token: "auth",
  sign_in_failure: "auth",
  audit_event: "audit",
  idempotency: "http",
  event_stream: "events",
  event: "events",
  fhir_resource: "resources",
  fhir_identifier: "resources",
  fhir_pending_reference: "resources",
  resource_history: "resources",
  patient: "patients",
  patient_token: "patients",
  patient_pair: "patients",
  name_token: "patients",
  name_variant: "patients",
  record: "records",
  record_count: "records",
  appointment: "scheduling",
  journal_entry: "billing",
  posting: "billing",
  account_balance: "billing",
  patient_chart: "chart",
  queue_ticket: "queue",
  demo_clinic: "scripts",
};

// What the order of the parts leaves no door for: the platform stands below the domains, and commands act as the database's owner,
// for whom there is no context that audit() could ask.
const ALSO: readonly (readonly [part: string, table: string, why: string])[] = [
  ["tenancy", "tenant", "a context names its tenant"],
  ["tenancy", "directory_version", "a context carries the version that lists are cached by"],
  ["auth", "tenant", "npm run token looks the person up by clinic and address"],
  ["auth", "app_user", "npm run token looks the person up by clinic and address"],
  ["auth", "audit_event", "npm run token notes itself as the owner"],
  ["people", "audit_event", "npm run clinic notes itself as the owner"],
];

const KEYWORD = /\b(?:FROM|JOIN|INTO|UPDATE|USING)\s+/g;
const NAME = /^(?:ONLY\s+|LATERAL\s+)?([a-z_][a-z0-9_]*)(?![a-z0-9_]*\s*[(.])/;

/** The string and template literals of a source, values left out of templates; a template inside a value is one of its own. */
function literalsOf(source: string): string[] {
  const found: string[] = [];
  let at = 0;
  const quoted = (quote: string): void => {
    const start = ++at;
    while (at < source.length && source[at] !== quote && source[at] !== "\n")
      at += source[at] === "\\" ? 2 : 1;
    found.push(source.slice(start, at++));
  };
  const template = (): void => {
    let text = "";
    at++;
    while (at < source.length && source[at] !== "`") {
      if (source.startsWith("${", at)) {
        at += 2;
        code("}");
        text += " ? ";
      } else {
        const width = source[at] === "\\" ? 2 : 1;
        text += source.slice(at, at + width);
        at += width;
      }
    }
    at++;
    found.push(text);
  };
  const code = (end: string): void => {
    let depth = 0;
    while (at < source.length) {
      const letter = source[at];
      if (letter === end && depth === 0) {
        at++;
        return;
      }
      if (letter === "`") template();
      else if (letter === '"' || letter === "'") quoted(letter);
      else if (source.startsWith("//", at)) at = lineEnd(source, at);
      else if (source.startsWith("/*", at)) at = source.indexOf("*/", at) + 2;
      else {
        if (letter === "{") depth++;
        if (letter === "}") depth--;
        at++;
      }
    }
  };
  code("");
  return found;
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end === -1 ? source.length : end;
}

/** The relations an SQL text names after FROM, JOIN, INTO, UPDATE and USING, and after commas there; not its own CTEs. */
function relationsOf(sql: string): string[] {
  const text = sql.replace(/--[^\n]*/g, "");
  const own = new Set(
    [
      ...text.matchAll(/\b([a-z_][a-z0-9_]*)(?:\s*\([^()]*\))?\s+AS\s+(?:NOT\s+)?(?:MATERIALIZED\s+)?\(/g),
    ].map((m) => m[1]),
  );
  const named: string[] = [];
  for (const match of text.matchAll(KEYWORD)) {
    // As far as the list of relations goes: an opening bracket or the next word in capitals ends it.
    const list =
      text.slice(match.index + match[0].length).split(/[()]|\b(?!ONLY|LATERAL|AS\b)[A-Z]{2,}\b/)[0] ?? "";
    for (const item of list.split(",")) {
      const name = NAME.exec(item.trim())?.[1];
      if (name && !own.has(name)) named.push(name);
    }
  }
  return named;
}

const SCHEMA_FOLDER = join("db", "schema");
const tablesIn = (text: string): string[] =>
  [...text.matchAll(/pgTable\(\s*"([a-z_]+)"/g)].map(([, name = ""]) => name);
/** The tables that each file of db/schema describes; the index stands for all of them. */
const DESCRIBED = new Map(
  readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => [name.replace(/\.ts$/, ""), tablesIn(readFileSync(join(SCHEMA_FOLDER, name), "utf8"))]),
);
DESCRIBED.set("index", [...DESCRIBED.values()].flat());

const IMPORTED =
  /\b(import|export)\s+(type\s+)?(?:([^;"']*?)\s+from\s+)?["'][^"']*\bdb\/schema(?:\/([a-z-]+))?["']/g;
const LOADED = /\b(?:import|require)\(\s*["'][^"']*\bdb\/schema(?:\/([a-z-]+))?["']/g;

/** The tables that a source takes of the schema by name, as a whole, or while it runs; not their row types alone. */
function importedTables(source: string): string[] {
  const whole = (file = "index"): string[] => DESCRIBED.get(file) ?? [];
  const bound = [...source.matchAll(IMPORTED)].flatMap(([, , isType, names = "", file]) => {
    if (isType) return [];
    const listed = /^\{([^}]*)\}$/.exec(names.trim())?.[1];
    if (listed === undefined) return whole(file);
    return listed
      .split(",")
      .map((name) => name.trim().replace(/ as .*/, ""))
      .filter((name) => !name.startsWith("type "))
      .map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  });
  return [...bound, ...[...source.matchAll(LOADED)].flatMap(([, file]) => whole(file))];
}

/** Tables a source speaks to: in SQL, and those of the schema it takes for drizzle. */
function tablesOf(source: string): Set<string> {
  const inSql = literalsOf(source).flatMap((text) =>
    relationsOf(STATEMENT.test(text) ? inCapitals(text) : text),
  );
  return new Set([...inSql, ...importedTables(source)].filter((name) => name in OWNERS));
}

// SQL in small letters is told from prose by how a statement begins.
const STATEMENT =
  /^\s*(?:select\b[\s\S]*\bfrom\b|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\b|with\s+\w+\s+as\s*\(|(?:left|inner|cross|full)?\s*join\s+\S+)/i;

function inCapitals(sql: string): string {
  return sql.replace(
    /\b(?:select|from|join|into|update|using|only|lateral|as|not|materialized|where|set|on|values|left|inner|cross|full|order|group|by|with|limit|returning)\b/gi,
    (word) => word.toUpperCase(),
  );
}

/** The tables that migrations leave behind. */
function tablesAfter(migrations: readonly string[]): string[] {
  const tables = new Set<string>();
  for (const text of migrations.map((sql) => sql.replace(/--[^\n]*/g, ""))) {
    for (const [, verb, name = ""] of text.matchAll(
      /\b(CREATE|DROP) TABLE (?:IF (?:NOT )?EXISTS )?([a-z_0-9]+)/g,
    )) {
      if (verb === "CREATE") tables.add(name);
      else tables.delete(name);
    }
  }
  return [...tables].sort();
}

function breachesOf(path: string, source: string): string[] {
  const part = /^lib\/([^/]+)\//.exec(path)?.[1] ?? path;
  return [...tablesOf(source)]
    .filter(
      (table) => OWNERS[table] !== part && !ALSO.some(([reader, read]) => reader === part && read === table),
    )
    .map((table) => `${path}: ${table} belongs to ${OWNERS[table]}`);
}

const files = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "lib", "app", "components"],
  { encoding: "utf8" },
)
  .split("\n")
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path));
const folder = join("db", "migrations");
const migrations = readdirSync(folder)
  .sort()
  .map((name) => readFileSync(join(folder, name), "utf8"));

test("SQL names the tables of its own part only", () => {
  expect(files.flatMap((path) => breachesOf(path, readFileSync(path, "utf8")))).toEqual([]);
});

test("every table has one owner, and no owner is left from a table that went", () => {
  expect(Object.keys(OWNERS).sort()).toEqual(tablesAfter(migrations));
});

test("no exception outlives its need", () => {
  const used = new Set(
    files.flatMap((path) =>
      [...tablesOf(readFileSync(path, "utf8"))].map((table) => `${path.split("/")[1]} ${table}`),
    ),
  );
  expect(ALSO.filter(([part, table]) => !used.has(`${part} ${table}`))).toEqual([]);
});

test.each([
  ["a read", "tx`SELECT 1 FROM record WHERE id = ${id}`"],
  ["a join", "tx`SELECT 1 FROM patient p LEFT JOIN record r ON r.id = p.id`"],
  ["a list with commas", "tx`SELECT 1 FROM patient p, record r`"],
  ["a write", "tx`UPDATE record SET title = ${title}`"],
  ["a deletion by others", "tx`DELETE FROM patient p USING record r WHERE r.id = p.id`"],
  ["an insert", 'tx.unsafe("INSERT INTO record (id) VALUES (1)")'],
  ["a part of a statement", "tx`SELECT 1 FROM patient ${isDeep ? tx`JOIN record r USING (id)` : tx``}`"],
  ["a statement within a CTE", "tx`WITH kept AS (SELECT 1 FROM record) SELECT * FROM kept`"],
  ["small letters", "tx`select 1 from record where id = 1`"],
  ["a join in small letters", "tx`left join record r on r.id = p.id`"],
  ["drizzle", 'import { record } from "@/db/schema/records";\n'],
  ["drizzle under another name", 'import { record as rows } from "@/db/schema/records";\n'],
  ["drizzle among others", 'import {\n  type patient,\n  record,\n} from "@/db/schema/records";\n'],
  ["drizzle by the index", 'import { record } from "@/db/schema";\n'],
  ["drizzle by a relative path", 'import { record } from "../../db/schema/records";\n'],
  ["drizzle handed on", 'export { record } from "@/db/schema/records";\n'],
  ["drizzle as it runs", 'const { record } = await import("@/db/schema/records");\n'],
])("the check sees %s", (_, source) => {
  expect(breachesOf("lib/patients/breach.ts", source)).toContain(
    "lib/patients/breach.ts: record belongs to records",
  );
  expect(breachesOf("lib/records/fine.ts", source)).not.toContain(
    "lib/records/fine.ts: record belongs to records",
  );
});

test.each([
  ["@/db/schema/records", ["record", "record_count"]],
  ["@/db/schema", ["record", "session", "audit_event"]],
])("the check sees every table of %s when it is taken whole", (path, tables) => {
  const taken = breachesOf("lib/patients/breach.ts", `import * as all from "${path}";\n`).join();
  for (const table of tables) expect(taken).toContain(`${table} belongs to`);
});

test.each([
  ["a CTE of that name", "tx`WITH record AS (SELECT 1) SELECT * FROM record`"],
  ["a comment", "// reads it FROM record\nconst a = 1;"],
  ["a column after extract or DISTINCT FROM", "tx`SELECT extract(epoch FROM now()), a IS DISTINCT FROM b`"],
  ["a row type", 'import type { record } from "@/db/schema/records";\n'],
  ["all row types", 'import type * as rows from "@/db/schema";\n'],
  ["prose", 'const a = "Update what you know from session to session, or select one from record books.";'],
])("the check does not accuse %s", (_, source) => {
  expect(breachesOf("lib/patients/fine.ts", source)).toEqual([]);
});

test("a migration that adds a table without an owner is seen", () => {
  const planted = tablesAfter([...migrations, "CREATE TABLE bed (tenant_id uuid)"]);
  expect(planted.filter((table) => !(table in OWNERS))).toEqual(["bed"]);
  expect(tablesAfter(["CREATE TABLE a (n int); CREATE TABLE b (n int);", "DROP TABLE a;"])).toEqual(["b"]);
});
