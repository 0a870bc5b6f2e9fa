import { createPool, type Sql } from "@/db/client";
import { type EmbeddedServer, startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { env, resetEnv } from "@/lib/env";
import { reachDatabase, withoutPassword } from "./reach-database";
import { CommandError, say, toOneLine } from "./run-command";

export type OpenDatabase = {
  /** The owner's URL, of the embedded server or DATABASE_URL. */
  ownerUrl: string;
  /** Connections of the owner role, which row-level security does not bind. */
  owner: Sql;
  /** The embedded server; null with a DATABASE_URL. */
  embedded: Pick<EmbeddedServer, "pid" | "socket" | "logPath"> | null;
  /** Gives everything up; the embedded server stops with its last user. */
  close: () => Promise<void>;
};

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const SAME_SIGNAL_MS = 1_000;

async function migrateOrExplain(ownerUrl: string, appRole: string): Promise<void> {
  try {
    const applied = await migrate({ ownerUrl, appRole });
    if (applied.length > 0) say(`Applied ${applied.length} migration${applied.length === 1 ? "" : "s"}.`);
  } catch (error) {
    throw new CommandError(`database ${withoutPassword(ownerUrl)}: ${toOneLine(error)}`);
  }
}

/**
 * Opens the database that a command works on: DATABASE_URL, or the embedded server, started when it does not run. Applies
 * missing migrations and sets DATABASE_URL, so that `env()` and the pools of lib/tenancy see it. Close it at the end.
 * With `userPid` the embedded server is used by that process, and goes on running after the end of this one.
 * @throws CommandError in one line, within 15 s when the database cannot be reached
 */
export async function openDatabase({ userPid }: { userPid?: number } = {}): Promise<OpenDatabase> {
  const { DATABASE_URL, DATA_DIR, DATABASE_APP_ROLE } = env();
  const server = DATABASE_URL ? null : await startEmbedded({ dataDir: DATA_DIR, log: say, userPid });
  const ownerUrl = DATABASE_URL ?? server?.url ?? "";
  try {
    if (DATABASE_URL) await reachDatabase(DATABASE_URL);
    await migrateOrExplain(ownerUrl, DATABASE_APP_ROLE);
  } catch (error) {
    await server?.release();
    throw error;
  }
  process.env.DATABASE_URL = ownerUrl;
  resetEnv();
  const owner = createPool(ownerUrl, { max: 4, applicationName: "swiftchart-command" });
  const close = async (): Promise<void> => {
    const { closePools } = await import("@/lib/tenancy");
    await Promise.all([owner.end({ timeout: 5 }), closePools()]);
    if (userPid === undefined) await server?.release();
  };
  const embedded = server ? { pid: server.pid, socket: server.socket, logPath: server.logPath } : null;
  return { ownerUrl, owner, embedded, close };
}

/**
 * Runs `fn` with the database open and closes it afterwards, also when the command is interrupted.
 * On an empty database the demo clinic is made first, so that every command finds its default tenant.
 * `onInterrupt` takes the first signal instead and lets `fn` come to an end; the second one closes the database at once.
 */
export async function withDatabase<T>(
  fn: (database: OpenDatabase) => Promise<T>,
  onInterrupt?: () => void,
): Promise<T> {
  const database = await openDatabase();
  let firstAt: number | null = null;
  const interrupt = (signal: NodeJS.Signals): void => {
    // npm and the terminal may both deliver the signal: within a second it is the same one.
    if (firstAt !== null && performance.now() - firstAt < SAME_SIGNAL_MS) return;
    if (firstAt === null && onInterrupt) {
      firstAt = performance.now();
      onInterrupt();
      return;
    }
    for (const name of SIGNALS) process.on(name, () => {}).off(name, interrupt);
    void database.close().finally(() => process.exit(signal === "SIGINT" ? 130 : 143));
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  try {
    const { ensureDemo } = await import("./demo/ensure-demo");
    await ensureDemo(database);
    return await fn(database);
  } finally {
    for (const name of SIGNALS) process.off(name, interrupt);
    await database.close();
  }
}
