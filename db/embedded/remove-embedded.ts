import "server-only";
import { existsSync } from "node:fs";
import { realpath, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { databaseAccount } from "./account";
import { findBinaries, SYSTEM_FOLDER } from "./binaries";
import { stopServer } from "./postmaster";
import { dataPath, readState } from "./state";

/** Stops the server of `dataDir`, if a killed run left one, and deletes `dataDir` with everything in it. For tests. */
export async function removeEmbedded(dataDir: string): Promise<void> {
  if (existsSync(join(dataDir, "postgres.json"))) {
    const account = databaseAccount();
    const data = dataPath(await realpath(dataDir), await readState(dataDir, account));
    await stopServer({ binaries: findBinaries(account), account }, data);
    if (data.startsWith(`${SYSTEM_FOLDER}/`)) await rm(dirname(data), { recursive: true, force: true });
  }
  await rm(dataDir, { recursive: true, force: true });
}
