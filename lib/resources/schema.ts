/** What a business identifier says; `system` is empty where the source names none. */
export type Identifier = { system: string; value: string };

/** What names a stored resource within its tenant: types may share an id. */
export type ResourceKey = { type: string; id: string };

/** A resource that is in the database, without its text. */
export type StoredResource = ResourceKey & {
  table: "patient" | "record" | "fhir_resource";
  version: number;
  /** SHA-256 of what was imported, hexadecimal; null when it was written here. */
  hash: string | null;
  /** Of a patient, YYYY-MM-DD. */
  birthDate: string | null;
};

/** A resource as it stood at one version: what it said, and who made it so, when and why. */
export type ResourceVersion = ResourceKey & {
  version: number;
  /** JSON text, digits as recorded. */
  resource: string;
  /** ISO instant; null where it was not kept. */
  madeAt: string | null;
  /** The user; null when a command made it. */
  madeBy: string | null;
  /** Null where it was not kept. */
  madeByName: string | null;
  reason: string | null;
};
