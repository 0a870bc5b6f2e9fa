import "server-only";
import { mkdir, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { databaseAccount } from "./account";
import { findBinaries } from "./binaries";
import { createCluster, OWNER } from "./create-cluster";
import { ensureDatabase } from "./ensure-database";
import { findFreePort } from "./free-port";
import { joinRunning } from "./join-running";
import { launch } from "./launch";
import { withLock } from "./lock";
import { type Postmaster, stopServer } from "./postmaster";
import { serverSettings } from "./settings";
import { dataPath, readState, type State, writeState } from "./state";
import { countUsers, noteUser } from "./users";

export type EmbeddedServer = {
  /** The owner's URL of the database `swiftchart`. */
  url: string;
  pid: number;
  port: number;
  /** Gives the server up; the last user of it stops it. */
  release: () => Promise<void>;
};

export type EmbeddedOptions = {
  dataDir: string;
  log: (line: string) => void;
  /** Server settings on top of the product's own (tests turn fsync off). */
  settings?: Record<string, string>;
};

async function startNew(
  dataDir: string,
  state: State,
  options: { settings: Record<string, string>; toUrl: (port: number) => string },
): Promise<Postmaster> {
  const account = databaseAccount();
  const binaries = findBinaries(account);
  const data = dataPath(dataDir, state);
  await createCluster(binaries, account, { data, password: state.password });
  const port = await findFreePort(state.port);
  const settings = { ...serverSettings(port), ...options.settings };
  const postmaster = await launch(binaries, account, {
    data,
    settings,
    logPath: join(dataDir, "postgres.log"),
  });
  try {
    await ensureDatabase(options.toUrl(port));
  } catch (error) {
    await stopServer(data);
    throw error;
  }
  if (port !== state.port) await writeState(dataDir, { ...state, port });
  return postmaster;
}

async function release(dataDir: string, data: string, note: string): Promise<void> {
  await withLock(join(dataDir, "postgres.lock"), async () => {
    await rm(note, { force: true });
    if ((await countUsers(dataDir)) === 0) await stopServer(data);
  });
}

/**
 * Uses the PostgreSQL of `dataDir`: joins the running one, adopts one that a killed command left behind, or starts it.
 * @throws Error in one line when it cannot be used
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { log, settings = {} } = options;
  await mkdir(options.dataDir, { recursive: true });
  const dataDir = await realpath(options.dataDir);
  return withLock(join(dataDir, "postgres.lock"), async () => {
    const state = await readState(dataDir, databaseAccount());
    const data = dataPath(dataDir, state);
    const password = encodeURIComponent(state.password);
    const toUrl = (port: number): string => `postgresql://${OWNER}:${password}@127.0.0.1:${port}/swiftchart`;
    const otherUsers = await countUsers(dataDir);
    const running = await joinRunning(data, toUrl, log);
    if (running && otherUsers === 0) {
      log(`adopted the PostgreSQL left running by an earlier start (pid ${running.pid})`);
    }
    const server = running ?? (await startNew(dataDir, state, { settings, toUrl }));
    const note = await noteUser(dataDir);
    let released: Promise<void> | undefined;
    const releaseOnce = (): Promise<void> => {
      released ??= release(dataDir, data, note);
      return released;
    };
    return { url: toUrl(server.port), pid: server.pid, port: server.port, release: releaseOnce };
  });
}
