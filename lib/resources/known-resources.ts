import "server-only";
import { identifierKey } from "./find-by-identifiers";
import { SOURCE_ID, storedIdOf } from "./identity";
import type { Identifier, StoredResource } from "./schema";

/** What was found in the database of resources that are to be stored and of what they refer to. */
export class KnownResources {
  private readonly byId: Map<string, StoredResource[]>;

  /** `idsByIdentifier`: as findByIdentifiers returns it. */
  constructor(
    private readonly tenantId: string,
    stored: readonly StoredResource[],
    private readonly idsByIdentifier: ReadonlyMap<string, readonly string[]>,
  ) {
    this.byId = Map.groupBy(stored, ({ id }) => id);
  }

  /** The stored resource of that type and id. */
  at(type: string, id: string): StoredResource | undefined {
    return this.byId.get(id)?.find((stored) => stored.type === type);
  }

  /** Stored resources of the type that have the identifier. */
  identifiedBy(type: string, identifier: Identifier): readonly StoredResource[] {
    const ids = this.idsByIdentifier.get(identifierKey(type, identifier)) ?? [];
    return ids.flatMap((id) => this.at(type, id) ?? []);
  }

  /** The stored resource that a plain `Type/id` of some file means; an empty type means any. */
  bySourceId(type: string, sourceId: string): StoredResource | undefined {
    if (type === "") {
      const [only, ...others] = this.byId.get(sourceId.toLowerCase()) ?? [];
      return others.length === 0 ? only : undefined;
    }
    const direct = this.at(type, storedIdOf(this.tenantId, type, sourceId));
    if (direct) return direct;
    const renamed = this.identifiedBy(type, { system: SOURCE_ID, value: sourceId });
    return renamed.length === 1 ? renamed[0] : undefined;
  }
}
