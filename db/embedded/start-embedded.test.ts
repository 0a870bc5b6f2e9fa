import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createPool } from "../client";
import { openPool } from "../pool";
import { canReach } from "./account";
import { removeEmbedded } from "./remove-embedded";
import { serverSettings, socketPath } from "./settings";
import { startEmbedded } from "./start-embedded";

const isRoot = process.getuid?.() === 0;
// Any system user that is neither root nor the database's own.
const NOBODY = { name: "nobody", uid: 65_534, gid: 65_534 };
const folders: string[] = [];
const children: ChildProcess[] = [];

function givenFolder(mode = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), "swiftchart-embedded-"));
  chmodSync(folder, mode);
  folders.push(folder);
  return folder;
}

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const folder of folders.splice(0)) {
    await removeEmbedded(join(folder, "data"));
    rmSync(folder, { recursive: true, force: true });
  }
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/ Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

type InChild = { child: ChildProcess; pid: number; port: number; said: () => string };

async function startInChild(dataDir: string, account?: { uid: number; gid: number }): Promise<InChild> {
  const child = spawn(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "tests/harness/embedded-child.ts", dataDir],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, HOME: tmpdir(), NODE_ENV: "test" },
      ...account,
    },
  );
  children.push(child);
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const [line] = (await Promise.race([
    once(child.stdout ?? child, "data"),
    once(child, "exit").then(() => Promise.reject(new Error(`It ended: ${said}`))),
  ])) as [Buffer];
  return { child, ...(JSON.parse(line.toString()) as { pid: number; port: number }), said: () => said };
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}

const start = (dataDir: string, lines: string[] = []) =>
  startEmbedded({ dataDir, log: (line) => lines.push(line) });

test("what was written is there after a stop and a start", async () => {
  const dataDir = join(givenFolder(), "data");
  const first = await start(dataDir);
  const sql = createPool(first.url, { max: 1, applicationName: "test" });
  await sql.unsafe("CREATE TABLE kept AS SELECT 'Žofie' AS name");
  await sql.end();
  await first.release();
  expect(isRunning(first.pid)).toBe(false);
  const second = await start(dataDir);
  const again = createPool(second.url, { max: 1, applicationName: "test" });
  expect(await again`SELECT upper(name) AS name FROM kept`).toMatchObject([{ name: "ŽOFIE" }]);
  await again.end();
  await second.release();
});

test("the server listens on loopback and inside its own folder only, in a session of its own, and its password is readable by its owner only", async () => {
  const dataDir = join(givenFolder(), "data");
  const server = await start(dataDir);
  const sql = createPool(server.url, { max: 1, applicationName: "test" });
  const [settings] = await sql`
    SELECT current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets`;
  await sql.end();
  const data = join(realpathSync(dataDir), "postgres");
  expect(settings).toEqual({ addresses: "127.0.0.1", sockets: data });
  expect(server.socket).toBe(join(data, `.s.PGSQL.${server.port}`));
  expect(statSync(data).mode & 0o077).toBe(0);
  const session = readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ")[1]?.split(" ")[3];
  expect(Number(session)).toBe(server.pid);
  expect(statSync(join(dataDir, "postgres.json")).mode & 0o777).toBe(0o600);
  await server.release();
});

test("a pool may come by the socket, and asks to cancel the same way", async () => {
  const server = await start(join(givenFolder(), "data"));
  const pool = openPool(server.url, { max: 1, applicationName: "test", socketPath: server.socket ?? "" });
  expect(await pool`SELECT inet_server_addr() AS address`).toEqual([{ address: null }]);
  const gone = new AbortController();
  const slow = pool.lease({ kind: "read", signal: gone.signal }, async ({ connection }) => {
    const running = connection.sql`SELECT pg_sleep(60)`;
    running.catch(() => {});
    gone.abort();
    return running;
  });
  await expect(slow).rejects.toMatchObject({ code: "CALLER_GONE" });
  const isSleeping = () =>
    pool`SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'`;
  await expect.poll(async () => (await isSleeping()).length).toBe(0);
  await pool.end();
  await server.release();
});

test("a folder too long for a socket's path is served over loopback only", () => {
  expect(socketPath(`/srv/${"clinic".repeat(20)}`, 5432)).toBeNull();
  expect(serverSettings(`/srv/${"clinic".repeat(20)}`, 5432).unix_socket_directories).toBe("");
});

test("a server left behind by a killed command is adopted, and stopped with its adopter", async () => {
  const dataDir = join(givenFolder(), "data");
  const killed = await startInChild(dataDir);
  await kill(killed.child, "SIGKILL");
  expect(isRunning(killed.pid)).toBe(true);
  const lines: string[] = [];
  const server = await start(dataDir, lines);
  expect(server.pid).toBe(killed.pid);
  expect(lines).toEqual([`adopted the PostgreSQL left running by an earlier start (pid ${killed.pid})`]);
  await server.release();
  expect(isRunning(killed.pid)).toBe(false);
});

test("a server that was killed with its command is cleared away with a message", async () => {
  const dataDir = join(givenFolder(), "data");
  const killed = await startInChild(dataDir);
  process.kill(killed.pid, "SIGKILL");
  await kill(killed.child, "SIGKILL");
  const lines: string[] = [];
  const server = await start(dataDir, lines);
  expect(lines).toEqual([
    `cleared a stale postmaster.pid: process ${killed.pid} is not the PostgreSQL of ${dataDir}/postgres`,
  ]);
  expect(server.pid).not.toBe(killed.pid);
  await server.release();
});

test("a pid that belongs to another program by now is not taken for the server", async () => {
  const dataDir = join(givenFolder(), "data");
  await (await start(dataDir)).release();
  writeFileSync(
    join(dataDir, "postgres", "postmaster.pid"),
    `${process.pid}\n${dataDir}/postgres\n1\n5432\n\n127.0.0.1\n\nready\n`,
  );
  const lines: string[] = [];
  const server = await start(dataDir, lines);
  expect(lines[0]).toContain("cleared a stale postmaster.pid");
  expect(server.pid).not.toBe(process.pid);
  await server.release();
});

test("nor does the lock of a socket that it left keep the next server from starting", async () => {
  const [folder, other] = [givenFolder(), await start(join(givenFolder(), "data"))];
  const data = join(folder, "data", "postgres");
  const { port, release } = await start(join(folder, "data"));
  await release();
  // As a killed server leaves it, and its number is by now that of another process of the same account.
  writeFileSync(join(data, `.s.PGSQL.${port}.lock`), `${other.pid}\n${data}\n1\n${port}\n${data}\n\n`);
  const server = await start(join(folder, "data"));
  expect([server.port, existsSync(join(data, `.s.PGSQL.${port}`))]).toEqual([port, true]);
  await server.release();
  await other.release();
});

test("two commands started at once share one server, and the last of them stops it", async () => {
  const dataDir = join(givenFolder(), "data");
  const [first, second] = await Promise.all([startInChild(dataDir), startInChild(dataDir)]);
  expect(second.pid).toBe(first.pid);
  await kill(first.child, "SIGTERM");
  expect(isRunning(first.pid)).toBe(true);
  await kill(second.child, "SIGTERM");
  expect(isRunning(first.pid)).toBe(false);
  expect(first.said() + second.said()).toBe("");
});

test("a copied data folder gets a server of its own while the original runs", async () => {
  const folder = givenFolder();
  const original = await start(join(folder, "data"));
  const copy = givenFolder();
  expect(spawnSync("cp", ["-a", join(folder, "data"), join(copy, "data")]).status).toBe(0);
  const server = await start(join(copy, "data"));
  expect(server.pid).not.toBe(original.pid);
  expect(server.port).not.toBe(original.port);
  await Promise.all([server.release(), original.release()]);
});

test("a damaged postgres.json is one clear line", async () => {
  const dataDir = join(givenFolder(), "data");
  await (await start(dataDir)).release();
  const path = join(dataDir, "postgres.json");
  const kept = readFileSync(path);
  writeFileSync(path, "{");
  await expect(start(dataDir)).rejects.toThrow(
    `${path} is damaged. Put it back from a copy, or move ${dataDir} away.`,
  );
  writeFileSync(path, kept);
});

test.runIf(isRoot)(
  "as root, data in a folder that the database's user cannot enter live in a system folder",
  async () => {
    const dataDir = join(givenFolder(0o700), "data");
    const server = await start(dataDir);
    const { data } = JSON.parse(readFileSync(join(dataDir, "postgres.json"), "utf8")) as { data: string };
    expect(data).toMatch(/^\/var\/lib\/swiftchart\/[0-9a-f]{16}(-\d+)?\/postgres$/);
    await server.release();
    await removeEmbedded(dataDir);
    expect(existsSync(data)).toBe(false);
  },
);

test.runIf(isRoot && canReach(process.cwd(), NOBODY))(
  "a normal user runs the server as himself",
  async () => {
    const folder = givenFolder();
    chownSync(folder, NOBODY.uid, NOBODY.gid);
    const started = await startInChild(join(folder, "data"), { uid: NOBODY.uid, gid: NOBODY.gid });
    expect(statSync(`/proc/${started.pid}`).uid).toBe(NOBODY.uid);
    await kill(started.child, "SIGTERM");
    expect(isRunning(started.pid)).toBe(false);
  },
);
