import "server-only";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SYSTEM_FOLDER } from "./binaries";
import { startEmbedded } from "./start-embedded";
import { dataPath, readState } from "./state";

/** Stops the server of `dataDir`, if a killed run left one, and deletes `dataDir` with everything in it. For tests. */
export async function removeEmbedded(dataDir: string): Promise<void> {
  if (existsSync(join(dataDir, "postgres.json"))) {
    const data = dataPath(dataDir, await readState(dataDir, null));
    if (existsSync(join(data, "postmaster.pid"))) {
      const server = await startEmbedded({ dataDir, log: () => {} });
      await server.release();
    }
    if (data.startsWith(`${SYSTEM_FOLDER}/`)) await rm(dirname(data), { recursive: true, force: true });
  }
  await rm(dataDir, { recursive: true, force: true });
}
