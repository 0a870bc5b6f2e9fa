import "server-only";
import { existsSync } from "node:fs";
import { realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { databaseAccount } from "./account";
import { findBinaries } from "./binaries";
import { createCluster } from "./create-cluster";
import { prepareDataDir } from "./data-dir";
import { ensureDatabase, ownerUrl } from "./ensure-database";
import { findFreePort } from "./free-port";
import { launch } from "./launch";
import { withLock } from "./lock";
import { findRunning, type Postmaster, type Programs, stopServer } from "./postmaster";
import { serverSettings, socketPath } from "./settings";
import { startOf } from "./start-of.mjs";
import { dataPath, readState, type State, writeState } from "./state";
import { countUsers, forgetUser, noteUser } from "./users";

const ENDING_MS_MAX = 10_000;
const POLL_MS = 50;

export type EmbeddedServer = {
  /** The owner's URL of the database `swiftchart`. */
  url: string;
  pid: number;
  port: number;
  /** Its socket, for whoever may read its files; null when it listens on none. */
  socket: string | null;
  logPath: string;
  /** Gives the server up; the last user of it stops it. */
  release: () => Promise<void>;
};

export type EmbeddedOptions = {
  dataDir: string;
  log: (line: string) => void;
  /** Server settings on top of the product's own (tests turn fsync off). */
  settings?: Record<string, string>;
  /** The process that uses the server when it is another than this one, which then never calls `release`. */
  userPid?: number | undefined;
};

/** The server of a DATA_DIR: where its files are and what runs it. */
type Place = { dataDir: string; data: string; logPath: string; programs: Programs; state: State };

async function findPlace(given: string): Promise<Place> {
  const dataDir = await realpath(given);
  const account = databaseAccount();
  const state = await readState(dataDir, account);
  const programs = { binaries: findBinaries(account), account };
  return {
    dataDir,
    data: dataPath(dataDir, state),
    logPath: join(dataDir, "postgres.log"),
    programs,
    state,
  };
}

/** Stands in a DATA_DIR while its server is started, stopped or copied. */
export const LOCK = "postgres-starting.lock";

/** Runs `fn` while nobody else starts or stops the server of `dataDir`, a real path. */
export function underLock<T>(dataDir: string, fn: () => Promise<T>): Promise<T> {
  return withLock(join(dataDir, LOCK), fn);
}

/** Whether the process is gone within the time that a killed or stopping server takes to end. */
async function endsSoon(pid: number): Promise<boolean> {
  const start = startOf(pid);
  const deadline = Date.now() + ENDING_MS_MAX;
  while (start !== null && startOf(pid) === start) {
    if (Date.now() > deadline) return false;
    await wait(POLL_MS);
  }
  return true;
}

/** The server that runs already, when it takes our password; `null` when there is none or it is just ending. */
async function joinRunning(place: Place, log: (line: string) => void): Promise<Postmaster | null> {
  const running = await findRunning(place.data, log);
  if (!running) return null;
  try {
    await ensureDatabase(place.state, running.port);
    return running;
  } catch (error) {
    if (!(await endsSoon(running.pid))) throw error;
    return joinRunning(place, log);
  }
}

async function startNew(place: Place, over: Record<string, string>): Promise<Postmaster> {
  const { data, logPath, programs, state } = place;
  const isNew = await createCluster(programs, { data, password: state.adminPassword });
  const port = await findFreePort(state.port);
  const settings = { ...serverSettings(data, port), ...over };
  const postmaster = await launch(programs, { data, settings, logPath });
  try {
    await ensureDatabase(state, port, { isNew });
  } catch (error) {
    await stopServer(programs, data);
    throw error;
  }
  if (port !== state.port) await writeState(place.dataDir, { ...state, port });
  return postmaster;
}

async function stopWhenUnused({ dataDir, data, programs }: Place): Promise<void> {
  if ((await countUsers(dataDir)) === 0) await stopServer(programs, data);
}

/**
 * Uses the PostgreSQL of `dataDir`: joins the running one, adopts one that a killed command left behind, or starts it.
 * @throws Error in one line when it cannot be used
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { log, settings = {}, userPid = process.pid } = options;
  await prepareDataDir(options.dataDir);
  return underLock(await realpath(options.dataDir), async () => {
    const place = await findPlace(options.dataDir);
    const otherUsers = await countUsers(place.dataDir);
    const running = await joinRunning(place, log);
    if (running && otherUsers === 0) {
      log(`adopted the PostgreSQL left running by an earlier start (pid ${running.pid})`);
    }
    const { pid, port } = running ?? (await startNew(place, settings));
    const note = await noteUser(place.dataDir, userPid);
    let released: Promise<void> | undefined;
    const release = (): Promise<void> => {
      released ??= underLock(place.dataDir, async () => {
        await rm(note, { force: true });
        await stopWhenUnused(place);
      });
      return released;
    };
    const path = socketPath(place.data, port);
    // One that an earlier release has started listens on none.
    const socket = path && existsSync(path) ? path : null;
    return { url: ownerUrl(place.state, port), pid, port, socket, logPath: place.logPath, release };
  });
}

/** Gives up for process `userPid` what it uses of the server of `dataDir`; the last user's giving up stops the server. */
export async function releaseEmbedded(dataDir: string, userPid: number): Promise<void> {
  if (!existsSync(join(dataDir, "postgres.json"))) return;
  await underLock(await realpath(dataDir), async () => {
    const place = await findPlace(dataDir);
    await forgetUser(place.dataDir, userPid);
    await stopWhenUnused(place);
  });
}

/**
 * Runs `fn` while nobody uses the server of `dataDir`, and nobody can start it.
 * @throws Error in one line when somebody uses it, or there is none
 */
export async function atRest<T>(dataDir: string, fn: (place: Place) => Promise<T>): Promise<T> {
  if (!existsSync(join(dataDir, "postgres.json")))
    throw new Error(`There is no embedded database in ${dataDir}.`);
  return underLock(await realpath(dataDir), async () => {
    const place = await findPlace(dataDir);
    if ((await countUsers(place.dataDir)) > 0)
      throw new Error(
        `The database in ${dataDir} is in use: stop Swiftchart, and every command that runs, first.`,
      );
    return fn(place);
  });
}
