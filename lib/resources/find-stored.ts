import "server-only";
import type { Tx } from "@/db/client";
import type { RowOf } from "@/db/schema/columns";
import type { fhirIdentifier } from "@/db/schema/resources";
import { CHART_TYPES } from "@/lib/records";
import type { Identifier } from "./batch";

/** A resource that is in the database, without its text. */
export type Stored = {
  place: "patient" | "record" | "fhir_resource";
  type: string;
  id: string;
  version: number;
  /** SHA-256 of what was imported, hexadecimal; null when it was written here. */
  hash: string | null;
  birthDate: string | null;
};

type Row = Omit<Stored, "type"> & { type: string };

const RESOURCE_OF = new Map(
  Object.entries(CHART_TYPES).map(([resourceType, type]) => [type as string, resourceType]),
);

/** The stored resources with these ids, by id; several types may share one. */
export async function findStored(
  tx: Tx,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, Stored[]>> {
  if (ids.length === 0) return new Map();
  const rows = await tx<Row[]>`
    WITH wanted AS (SELECT DISTINCT unnest(${[...ids]}::text[]::uuid[]) AS id)
    SELECT 'patient' AS place, 'Patient' AS type, p.id, p.version, encode(p.content_hash, 'hex') AS hash, p.birth_date AS "birthDate"
    FROM wanted w JOIN patient p ON p.tenant_id = ${tenantId} AND p.id = w.id
    UNION ALL
    SELECT 'record', r.type, r.id, r.version, encode(r.content_hash, 'hex'), NULL
    FROM wanted w JOIN record r ON r.tenant_id = ${tenantId} AND r.id = w.id
    UNION ALL
    SELECT 'fhir_resource', f.resource_type, f.id, f.version, encode(f.content_hash, 'hex'), NULL
    FROM wanted w JOIN fhir_resource f ON f.tenant_id = ${tenantId} AND f.id = w.id`;
  // A note written here has no resource type of its own; nothing imported may take its id.
  const stored = rows.map((row) => ({
    ...row,
    type: row.place === "record" ? (RESOURCE_OF.get(row.type) ?? row.type) : row.type,
  }));
  return Map.groupBy(stored, ({ id }) => id);
}

/** A key of the map that findByIdentifiers returns. */
export function identifierKey(type: string, { system, value }: Identifier): string {
  return `${type}|${system}|${value}`;
}

/** The ids of stored resources that bear these identifiers. */
export async function findByIdentifiers(
  tx: Tx,
  tenantId: string,
  wanted: readonly (Identifier & { type: string })[],
): Promise<Map<string, string[]>> {
  if (wanted.length === 0) return new Map();
  const rows = await tx<
    (Pick<RowOf<typeof fhirIdentifier>, "system" | "value"> & { type: string; id: string })[]
  >`
    SELECT DISTINCT i.resource_type AS type, i.system, i.value, i.resource_id AS id
    FROM json_to_recordset(${JSON.stringify(wanted)}::text::json) AS w(type text, system text, value text)
    JOIN fhir_identifier i ON i.tenant_id = ${tenantId} AND i.resource_type = w.type AND i.system = w.system AND i.value = w.value
    ORDER BY id`;
  const found = new Map<string, string[]>();
  for (const row of rows) {
    const key = identifierKey(row.type, row);
    found.set(key, [...(found.get(key) ?? []), row.id]);
  }
  return found;
}

/** The text of stored resources, for those that are to be completed. */
export async function readStoredTexts(
  tx: Tx,
  tenantId: string,
  wanted: readonly { type: string; id: string }[],
): Promise<{ type: string; id: string; text: string }[]> {
  const types = wanted.map(({ type }) => type);
  const ids = wanted.map(({ id }) => id);
  return tx<{ type: string; id: string; text: string }[]>`
    SELECT w.type, w.id, coalesce(p.resource, f.resource, r.resource) AS text
    FROM unnest(${types}::text[], ${ids}::text[]::uuid[]) AS w(type, id)
    LEFT JOIN patient p ON w.type = 'Patient' AND p.tenant_id = ${tenantId} AND p.id = w.id
    LEFT JOIN fhir_resource f ON f.tenant_id = ${tenantId} AND f.id = w.id AND f.resource_type = w.type
    LEFT JOIN record r ON f.id IS NULL AND r.tenant_id = ${tenantId} AND r.id = w.id
    WHERE coalesce(p.resource::text, f.resource::text, r.resource::text) IS NOT NULL`;
}
