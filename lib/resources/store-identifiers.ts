import "server-only";
import type { Tx } from "@/db/client";
import { columnsOf } from "./find-stored";
import { SOURCE_ID } from "./identity";
import type { Identifier, ResourceKey } from "./schema";

export type IdentifiedResource = ResourceKey & { identifiers: readonly Identifier[] };

async function insert(tx: Tx, tenantId: string, resources: readonly IdentifiedResource[]): Promise<void> {
  const rows = resources.flatMap(({ type, id, identifiers }) =>
    identifiers.map((identifier) => ({ type, id, ...identifier })),
  );
  if (rows.length === 0) return;
  await tx`
    INSERT INTO fhir_identifier (tenant_id, resource_type, system, value, resource_id)
    SELECT ${tenantId}, type, system, value, id
    FROM json_to_recordset(${JSON.stringify(rows)}::text::json) AS v(type text, id uuid, system text, value text)
    ON CONFLICT DO NOTHING`;
}

/** Notes the identifiers of new resources, and of changed ones in place of those they had. */
export async function storeIdentifiers(
  tx: Tx,
  tenantId: string,
  input: { added: readonly IdentifiedResource[]; changed: readonly IdentifiedResource[] },
): Promise<void> {
  const { added, changed } = input;
  if (changed.length > 0) {
    const { types, ids } = columnsOf(changed);
    await tx`
      DELETE FROM fhir_identifier i
      USING unnest(${types}::text[], ${ids}::text[]::uuid[]) AS w(type, id)
      WHERE i.tenant_id = ${tenantId} AND i.resource_type = w.type AND i.resource_id = w.id AND i.system <> ${SOURCE_ID}`;
  }
  await insert(tx, tenantId, [...added, ...changed]);
}
