import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPool } from "@/db/client";
import { type EmbeddedServer, removeEmbedded, startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { seedTenant } from "@/scripts/demo/seed-users";
import { TEST_PASSWORD } from "./template-database";

export type OwnServer = {
  /** The owner's URL; the same after a restart. */
  url: string;
  /** Stops every process of the server where it stands: connections stay and nothing is answered. */
  hang: () => void;
  resume: () => void;
  /** Ends it as a crash does, without a word to anybody. */
  kill: () => Promise<void>;
  restart: () => Promise<void>;
  remove: () => Promise<void>;
};

function processesOf(postmaster: number): number[] {
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, "utf8");
  return [postmaster, ...children.split(" ").filter(Boolean).map(Number)];
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // Ended meanwhile.
    }
  }
}

/**
 * A PostgreSQL that one test file may stop, kill and start again: durable as in production, migrated, with the tenant `demo`. Its files
 * are made below `parent`.
 */
export async function startOwnServer(
  settings: Record<string, string> = {},
  parent: string = tmpdir(),
): Promise<OwnServer> {
  const folder = mkdtempSync(join(parent, "swiftchart-own-"));
  await chmod(folder, 0o755);
  const dataDir = join(folder, "data");
  const start = () => startEmbedded({ dataDir, log: () => {}, settings });
  let server: EmbeddedServer = await start();
  await migrate({ ownerUrl: server.url });
  const owner = createPool(server.url, { max: 1, applicationName: "swiftchart-test" });
  await seedTenant(owner, { slug: "demo", name: "Demo Clinic" }, TEST_PASSWORD);
  await owner.end();
  let stopped: number[] = [];
  const resume = (): void => signalAll(stopped.splice(0), "SIGCONT");
  return {
    url: server.url,
    hang: () => {
      stopped = processesOf(server.pid);
      signalAll(stopped, "SIGSTOP");
    },
    resume,
    kill: async () => signalAll(processesOf(server.pid), "SIGKILL"),
    restart: async () => {
      server = await start();
    },
    remove: async () => {
      resume();
      await server.release();
      await removeEmbedded(dataDir);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
