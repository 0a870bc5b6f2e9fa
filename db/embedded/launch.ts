import "server-only";
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { chown, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findRunning, type Postmaster, type Programs, runPgCtl, START_MS_MAX } from "./postmaster";
import { toConfiguration } from "./settings";

const LOG_BYTES_MAX = 10 * 1024 * 1024;
const LOG_TAIL_BYTES = 64 * 1024;
// Workers of a killed server notice its end a moment later; until then PostgreSQL rightly refuses to start beside them.
const ORPHANS_LEFT = /pre-existing shared memory block/;
const ORPHANS_MS_MAX = 15_000;
const ORPHANS_POLL_MS = 100;

/** The last FATAL or PANIC of the server's log from byte `from` on, without its time; "" when there is none. */
export function lastComplaint(logPath: string, from = 0): string {
  if (!existsSync(logPath)) return "";
  const tail = readFileSync(logPath).subarray(from).subarray(-LOG_TAIL_BYTES).toString("utf8");
  const line = tail.split("\n").findLast((text) => /(FATAL|PANIC):/.test(text)) ?? "";
  return line.replace(/^.*?(FATAL|PANIC):\s*/, "").trim();
}

async function assertVersion(data: string, { binaries }: Programs): Promise<void> {
  const dataVersion = (await readFile(join(data, "PG_VERSION"), "utf8")).trim();
  const major = binaries.version.split(".")[0];
  if (dataVersion !== major) {
    throw new Error(
      `The database in ${data} was made by PostgreSQL ${dataVersion}; this release brings PostgreSQL ${major}.`,
    );
  }
}

async function writeSettings(
  data: string,
  settings: Record<string, string>,
  { account }: Programs,
): Promise<void> {
  const path = join(data, "swiftchart.conf");
  await writeFile(path, toConfiguration(settings), { mode: 0o600 });
  if (account) await chown(path, account.uid, account.gid);
}

async function start(programs: Programs, data: string, logPath: string): Promise<boolean> {
  // Opened here and handed down: the server's account need not be able to reach the folder of the log.
  const log = openSync(logPath, "a", 0o600);
  try {
    const args = ["start", `--pgdata=${data}`, `--timeout=${START_MS_MAX / 1000}`];
    return (await runPgCtl(programs, args, log)) === 0;
  } finally {
    closeSync(log);
  }
}

/**
 * Removes the sockets that a killed server left in `data`, where none runs. Their locks name its process; PostgreSQL does not start
 * beside one whose number is in use, be it by something else after a restart of the machine.
 */
async function clearSockets(data: string): Promise<void> {
  for (const name of await readdir(data))
    if (name.startsWith(".s.PGSQL.")) await rm(join(data, name), { force: true });
}

type Server = { data: string; settings: Record<string, string>; logPath: string };

/**
 * Starts the server of `data`, which pg_ctl puts into a session of its own, so that a terminal's Ctrl-C does not reach it.
 * @throws Error in one line with the server's own last FATAL when it does not come up
 */
export async function launch(programs: Programs, { data, settings, logPath }: Server): Promise<Postmaster> {
  await assertVersion(data, programs);
  await writeSettings(data, settings, programs);
  await clearSockets(data);
  if (existsSync(logPath) && statSync(logPath).size > LOG_BYTES_MAX) truncateSync(logPath);
  const deadline = Date.now() + ORPHANS_MS_MAX;
  for (;;) {
    const logStart = existsSync(logPath) ? statSync(logPath).size : 0;
    const isStarted = await start(programs, data, logPath);
    const running = isStarted ? await findRunning(data, () => {}) : null;
    if (running) return running;
    const reason = lastComplaint(logPath, logStart);
    if (!ORPHANS_LEFT.test(reason) || Date.now() > deadline) {
      throw new Error(`PostgreSQL did not start${reason ? `: ${reason}` : "."} (log: ${logPath})`);
    }
    await wait(ORPHANS_POLL_MS);
  }
}
