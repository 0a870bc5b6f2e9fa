import "server-only";

// The PostgreSQL that runs when no DATABASE_URL is given.
export { backupEmbedded } from "./embedded/backup";
export { prepareDataDir } from "./embedded/data-dir";
export { findFreePort } from "./embedded/free-port";
export { lastComplaint } from "./embedded/launch";
export { withLock } from "./embedded/lock";
export { removeEmbedded } from "./embedded/remove-embedded";
export { restoreEmbedded } from "./embedded/restore";
export {
  type EmbeddedOptions,
  type EmbeddedServer,
  releaseEmbedded,
  startEmbedded,
} from "./embedded/start-embedded";
