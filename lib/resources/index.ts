export { findByIdentifiers, identifierKey } from "./find-by-identifiers";
export { columnsOf, findStoredResources, readResourceVersions } from "./find-stored";
export { identifiersOf } from "./identifiers-of";
export { candidateId, namedId, SOURCE_ID, storedIdOf } from "./identity";
export { keepVersions } from "./keep-versions";
export { KnownResources } from "./known-resources";
export { type FormerVersion, listHistory } from "./list-history";
export { lockIdentifiers } from "./lock-identifiers";
export { lockImports } from "./lock-imports";
export { LinkResolver, pendingTarget, type ResolvedLink, rewriteLink } from "./resolve-links";
export type { Identifier, ResourceKey, ResourceVersion, StoredResource } from "./schema";
export { type IdentifiedResource, storeIdentifiers } from "./store-identifiers";
export {
  clearPending,
  findCompletable,
  listHolders,
  listPendingTargets,
  listUnresolved,
  type PendingReference,
  storePending,
} from "./store-pending";
export {
  type ImportedResource,
  keepResourceVersions,
  releaseResources,
  storeResources,
} from "./store-resources";
