import "server-only";
import type { Tx } from "@/db/client";
import type { RowOf } from "@/db/schema/columns";
import type { fhirIdentifier } from "@/db/schema/resources";
import type { Identifier } from "./schema";

/** A key of the map that findByIdentifiers returns. */
export function identifierKey(type: string, { system, value }: Identifier): string {
  return `${type}|${system}|${value}`;
}

/** The ids of stored resources that have these identifiers. */
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
