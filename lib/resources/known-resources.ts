import { parseReference } from "@/lib/fhir";
import "server-only";
import type { Tx } from "@/db/client";
import type { Batch, Identifier } from "./batch";
import { findByIdentifiers, findStored, identifierKey, type Stored } from "./find-stored";
import { namedId, SOURCE_ID, storedIdOf } from "./identity";

/** What of a batch, and of what it refers to, is in the database: two rounds of lookups, whatever the batch's size. */
export class KnownResources {
  private constructor(
    private readonly tenantId: string,
    private readonly byId: Map<string, Stored[]>,
    private readonly byIdentifier: Map<string, string[]>,
  ) {}

  static async load(tx: Tx, tenantId: string, batch: Batch): Promise<KnownResources> {
    const { ids, identifiers } = wantedOf(tenantId, batch);
    const [byId, byIdentifier] = await Promise.all([
      findStored(tx, tenantId, [...ids]),
      findByIdentifiers(tx, tenantId, [...identifiers.values()]),
    ]);
    const further = [...byIdentifier.values()].flat().filter((id) => !ids.has(id));
    for (const [id, stored] of await findStored(tx, tenantId, further)) byId.set(id, stored);
    return new KnownResources(tenantId, byId, byIdentifier);
  }

  /** The stored resource of that type and id. */
  at(type: string, id: string): Stored | undefined {
    return this.byId.get(id)?.find((stored) => stored.type === type);
  }

  /** All stored resources with that id, whatever their type. */
  all(id: string): readonly Stored[] {
    return this.byId.get(id) ?? [];
  }

  /** Stored resources of the type that bear the identifier. */
  bearersOf(type: string, identifier: Identifier): readonly Stored[] {
    const ids = this.byIdentifier.get(identifierKey(type, identifier)) ?? [];
    return ids.flatMap((id) => this.at(type, id) ?? []);
  }

  /** The stored resource that a plain `Type/id` of some file means; an empty type means any. */
  bySourceId(type: string, sourceId: string): Stored | undefined {
    if (type === "") {
      const all = this.all(sourceId.toLowerCase());
      return all.length === 1 ? all[0] : undefined;
    }
    const direct = this.at(type, storedIdOf(this.tenantId, type, sourceId));
    if (direct) return direct;
    const renamed = this.bearersOf(type, { system: SOURCE_ID, value: sourceId });
    return renamed.length === 1 ? renamed[0] : undefined;
  }
}

/** The id of a resource whose own id another type of chart row has already. */
export function secondId(tenantId: string, type: string, id: string): string {
  return namedId(tenantId, `${type}/${id}`);
}

type WantedKeys = { ids: Set<string>; identifiers: Map<string, Identifier & { type: string }> };

function wantedOf(tenantId: string, batch: Batch): WantedKeys {
  const ids = new Set<string>();
  const identifiers: WantedKeys["identifiers"] = new Map();
  const wantIdentifier = (type: string, identifier: Identifier): void => {
    const { system, value } = identifier;
    identifiers.set(identifierKey(type, identifier), { type, system, value });
  };
  const wantSource = (type: string, sourceId: string): void => {
    ids.add(storedIdOf(tenantId, type, sourceId));
    wantIdentifier(type, { system: SOURCE_ID, value: sourceId });
  };
  const own = new Set(batch.items.flatMap(({ type, sourceId }) => (sourceId ? [`${type}/${sourceId}`] : [])));
  const references = new Set<string>();
  for (const item of batch.items) {
    ids.add(item.candidate).add(secondId(tenantId, item.type, item.candidate));
    if (item.sourceId) wantIdentifier(item.type, { system: SOURCE_ID, value: item.sourceId });
    if (item.condition) wantIdentifier(item.type, item.condition);
    if (isDirectoryType(item.type))
      for (const identifier of item.identifiers) wantIdentifier(item.type, identifier);
    for (const { value } of item.links) if (!own.has(value)) references.add(value);
  }
  for (const reference of references) {
    const wanted = parseReference(reference);
    if (wanted.kind === "identifier") wantIdentifier(wanted.type, wanted);
    else if (wanted.kind === "id" && wanted.type !== "") wantSource(wanted.type, wanted.id);
    else if (wanted.kind === "id") ids.add(wanted.id.toLowerCase());
  }
  return { ids, identifiers };
}

const DIRECTORY_TYPES = new Set([
  "Organization",
  "Practitioner",
  "PractitionerRole",
  "Location",
  "HealthcareService",
]);

/** Whether resources of the type are shared by many patients and sent again with each of them. */
export function isDirectoryType(type: string): boolean {
  return DIRECTORY_TYPES.has(type);
}
