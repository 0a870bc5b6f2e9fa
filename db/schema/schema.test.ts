import { isDeepStrictEqual } from "node:util";
import { is } from "drizzle-orm";
import {
  getTableConfig,
  integer,
  type PgColumn,
  PgTable,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { expect, expectTypeOf, test } from "vitest";
import type { Sql } from "@/db/client";
import { testDatabase } from "@/tests/harness/database";
import { tablesByOwner } from ".";
import type { RowOf } from "./columns";

const database = testDatabase();

/** A column in one line: its type, whether it may be NULL, whether an insert may leave it out. */
const line = (type: string, isRequired: boolean, hasDefault: boolean): string =>
  `${type.replaceAll(" ", "")}${isRequired ? " not null" : ""}${hasDefault ? " default" : ""}`;

type Described = { columns: Record<string, string>; key: string[]; words: Record<string, string[]> };

function describeTable(table: PgTable): Described {
  const { columns, primaryKeys } = getTableConfig(table);
  const composite = primaryKeys.flatMap((key) => key.columns.map((column) => column.name));
  const single = columns.filter((column) => column.primary).map((column) => column.name);
  return {
    columns: Object.fromEntries(
      columns.map((c) => [
        c.name,
        line(c.getSQLType(), c.notNull, c.hasDefault || c.generated !== undefined),
      ]),
    ),
    key: [...composite, ...single],
    words: Object.fromEntries(
      columns.flatMap((c) => (c.enumValues?.length ? [[c.name, [...c.enumValues].sort()]] : [])),
    ),
  };
}

/** The tables of the application as PostgreSQL knows them; what extensions and pg-boss made is theirs. */
async function describeDatabase(sql: Sql): Promise<Record<string, Described>> {
  const columns = await sql`
    SELECT t.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS "isRequired",
           a.atthasdef OR a.attidentity <> '' AS "hasDefault"
    FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
    WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition
      AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY t.relname, a.attnum`;
  const keys = await sql`
    SELECT c.conrelid::regclass::text AS "table", array_agg(a.attname::text ORDER BY k.i) AS columns
    FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k(attnum, i)
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
    WHERE c.contype = 'p' AND c.connamespace = 'public'::regnamespace GROUP BY 1`;
  const checks = await sql`
    SELECT c.conrelid::regclass::text AS "table", a.attname AS name, pg_get_constraintdef(c.oid) AS text
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'c' AND c.connamespace = 'public'::regnamespace AND cardinality(c.conkey) = 1`;
  const tables: Record<string, Described> = {};
  for (const { table, name, type, isRequired, hasDefault } of columns) {
    tables[table] ??= { columns: {}, key: [], words: {} };
    tables[table].columns[name] = line(type, isRequired, hasDefault);
  }
  for (const { table, columns: names } of keys) if (tables[table]) tables[table].key = names;
  for (const { table, name, text: definition } of checks) {
    // CHECK ((sex = ANY (ARRAY['male'::text, 'female'::text])))
    const list = /^CHECK \(\(\w+ = ANY \(ARRAY\[(.+)\]\)\)\)$/.exec(definition)?.[1];
    if (!list || !tables[table]) continue;
    tables[table].words[name] = [...list.matchAll(/'([^']*)'/g)].map((word) => word[1] ?? "").sort();
  }
  return tables;
}

function describeAll(tables: readonly PgTable[]): Record<string, Described> {
  return Object.fromEntries(tables.map((table) => [getTableConfig(table).name, describeTable(table)]));
}

const written = Object.values(tablesByOwner)
  .flatMap((owned): unknown[] => Object.values(owned))
  .filter((value): value is PgTable => is(value, PgTable));

test("every table and column in TypeScript is one of the migrated database, and the other way round", async () => {
  expect(describeAll(written)).toEqual(await describeDatabase(database().owner));
});

test("a table belongs to one owner", () => {
  const names = written.map((table) => getTableConfig(table).name);
  expect(names).toEqual([...new Set(names)]);
});

const columns = {
  tenantId: uuid("tenant_id").notNull(),
  id: integer("id").notNull(),
  note: text("note"),
  state: text("state", { enum: ["on", "off"] }).notNull(),
};
const key = (t: { tenantId: PgColumn; id: PgColumn }) => [primaryKey({ columns: [t.tenantId, t.id] })];
const planted = {
  "what was written": pgTable("planted", columns, key),
  "another type": pgTable("planted", { ...columns, note: uuid("note") }, key),
  "another nullability": pgTable("planted", { ...columns, note: text("note").notNull() }, key),
  "a default": pgTable("planted", { ...columns, note: text("note").default("") }, key),
  "another name": pgTable("planted", { ...columns, note: text("notes") }, key),
  "another key": pgTable("planted", columns),
  "other words": pgTable("planted", { ...columns, state: text("state", { enum: ["on"] }).notNull() }, key),
  "a column too few": pgTable(
    "planted",
    { tenantId: columns.tenantId, id: columns.id, state: columns.state },
    key,
  ),
  "a column too many": pgTable("planted", { ...columns, more: text("more") }, key),
};

test.each(Object.entries(planted))("the comparison tells %s", async (name, table) => {
  const { owner } = database();
  await owner`CREATE TABLE planted (tenant_id uuid NOT NULL, id int NOT NULL, note text,
    state text NOT NULL CHECK (state IN ('on', 'off')), PRIMARY KEY (tenant_id, id))`;
  const found = await describeDatabase(owner);
  await owner`DROP TABLE planted`;
  const isSame = isDeepStrictEqual(found.planted, describeTable(table));
  expect(isSame).toBe(name === "what was written");
  expect(Object.keys(found)).not.toEqual(Object.keys(describeAll(written)));
});

test("a row's type has the table's columns as our client reads them, and no others", () => {
  type Row = RowOf<typeof tablesByOwner.patients.patient>;
  expectTypeOf<Pick<Row, "mrn" | "birthDate" | "deceased" | "version" | "resource">>().toEqualTypeOf<{
    mrn: string;
    birthDate: string | null;
    deceased: boolean;
    version: number;
    resource: string;
  }>();
  // @ts-expect-error a column that the table does not have
  expectTypeOf<Pick<Row, "familyname">>();
  // @ts-expect-error a column that may be NULL
  expectTypeOf<Row["birthDate"]>().toEqualTypeOf<string>();
});
