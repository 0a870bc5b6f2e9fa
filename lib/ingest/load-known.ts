import "server-only";
import type { Tx } from "@/db/client";
import { parseReference } from "@/lib/fhir";
import { findStoredPatients } from "@/lib/patients";
import { findStoredRecords } from "@/lib/records";
import {
  findByIdentifiers,
  findStoredResources,
  type Identifier,
  identifierKey,
  KnownResources,
  type ResourceKey,
  SOURCE_ID,
  type StoredResource,
  storedIdOf,
} from "@/lib/resources";
import type { Batch } from "./batch";

/** Finds what of a batch, and of what it refers to, is in the database: two rounds of lookups, whatever the batch's size. */
export async function loadKnown(tx: Tx, tenantId: string, batch: Batch): Promise<KnownResources> {
  const { keys, identifiers } = wantedOf(tenantId, batch);
  const [stored, byIdentifier] = await Promise.all([
    findStored(tx, tenantId, [...keys.values()]),
    findByIdentifiers(tx, tenantId, [...identifiers.values()]),
  ]);
  const further = [...byIdentifier].flatMap(([key, ids]) => {
    const type = identifiers.get(key)?.type ?? "";
    return ids.map((id) => ({ type, id })).filter((found) => !keys.has(addressOf(found)));
  });
  return new KnownResources(
    tenantId,
    [...stored, ...(await findStored(tx, tenantId, further))],
    byIdentifier,
  );
}

/** The stored ones of the resources, wherever they are kept; a key with an empty type finds every type that has the id. */
export async function findStored(
  tx: Tx,
  tenantId: string,
  keys: readonly ResourceKey[],
): Promise<StoredResource[]> {
  const patients = keys.filter(({ type }) => type === "Patient" || type === "").map(({ id }) => id);
  const others = keys.filter(({ type }) => type !== "Patient");
  const found = await Promise.all([
    findStoredPatients(tx, tenantId, patients),
    findStoredRecords(tx, tenantId, others),
    findStoredResources(tx, tenantId, others),
  ]);
  return found.flat();
}

function addressOf({ type, id }: ResourceKey): string {
  return `${type}/${id}`;
}

type WantedKeys = {
  keys: Map<string, ResourceKey>;
  identifiers: Map<string, Identifier & { type: string }>;
};

function wantedOf(tenantId: string, batch: Batch): WantedKeys {
  const keys: WantedKeys["keys"] = new Map();
  const identifiers: WantedKeys["identifiers"] = new Map();
  const want = (type: string, id: string): void => {
    keys.set(addressOf({ type, id }), { type, id });
  };
  const wantIdentifier = (type: string, identifier: Identifier): void => {
    const { system, value } = identifier;
    identifiers.set(identifierKey(type, identifier), { type, system, value });
  };
  const own = new Set(batch.items.flatMap(({ type, sourceId }) => (sourceId ? [`${type}/${sourceId}`] : [])));
  const references = new Set<string>();
  for (const item of batch.items) {
    want(item.type, item.candidate);
    if (item.sourceId) wantIdentifier(item.type, { system: SOURCE_ID, value: item.sourceId });
    if (item.condition) wantIdentifier(item.type, item.condition);
    if (isDirectoryType(item.type))
      for (const identifier of item.identifiers) wantIdentifier(item.type, identifier);
    for (const { value } of item.links) if (!own.has(value)) references.add(value);
  }
  for (const reference of references) {
    const wanted = parseReference(reference);
    if (wanted.kind === "identifier") wantIdentifier(wanted.type, wanted);
    else if (wanted.kind === "id" && wanted.type !== "") {
      want(wanted.type, storedIdOf(tenantId, wanted.type, wanted.id));
      wantIdentifier(wanted.type, { system: SOURCE_ID, value: wanted.id });
    } else if (wanted.kind === "id") want("", wanted.id.toLowerCase());
  }
  return { keys, identifiers };
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
