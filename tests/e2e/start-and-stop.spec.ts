import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { findFreePort, removeEmbedded } from "@/db/embedded";

// `npm start` as a process: what it prints, how it ends, what it leaves behind. No browser.
test.describe.configure({ mode: "serial", timeout: 180_000 });
test.skip(process.platform !== "linux", "reads /proc");

let folder: string;
let dataDir: string;
let port: number;
const started: ChildProcess[] = [];

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "swiftchart-start-"));
  dataDir = join(folder, "data");
  port = await findFreePort(0);
});

test.afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  await removeEmbedded(dataDir);
  rmSync(folder, { recursive: true, force: true });
});

type Started = { child: ChildProcess; said: () => string; ended: Promise<number | null> };

function npmStart(over: Record<string, string> = {}): Started {
  const { PATH, HOME } = process.env;
  const child = spawn("npm", ["start"], {
    env: {
      PATH,
      HOME,
      NODE_ENV: "production",
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: "warn",
      SWIFTCHART_KEEP_BUILD: "1",
      ...over,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const ended = once(child, "close").then(([code]) => code as number | null);
  return { child, said: () => said, ended };
}

async function served(over?: Record<string, string>): Promise<Started> {
  const start = npmStart(over);
  await expect.poll(start.said, { timeout: 60_000 }).toMatch(/Ctrl-C stops it|swiftchart:/);
  expect(start.said()).toContain(`http://localhost:${port}`);
  return start;
}

const health = async (): Promise<number | null> => {
  const answer = await fetch(`http://localhost:${port}/health`).catch(() => null);
  return answer?.status ?? null;
};

const postmaster = (): number => {
  const { data } = JSON.parse(readFileSync(join(dataDir, "postgres.json"), "utf8")) as { data: string };
  return Number(
    readFileSync(join(data.startsWith("/") ? data : join(dataDir, data), "postmaster.pid"), "utf8").split(
      "\n",
    )[0],
  );
};

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // Ended, but not yet taken note of by its parent, is ended.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

test("the first start prints the address and the demo sign-ins once, and SIGTERM ends server and database", async () => {
  const first = await served();
  const kept = JSON.parse(readFileSync(join(dataDir, "demo-sign-ins.json"), "utf8")) as { password: string };
  expect(first.said()).toContain(kept.password);
  expect(first.said()).toContain("admin clinician nurse reception billing");
  for (const name of ["demo-sign-ins.json", "auth-secret", "postgres.json"]) {
    expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);
  }
  const database = postmaster();
  first.child.kill("SIGTERM");
  expect(await first.ended).toBe(0);
  expect(await health()).toBeNull();
  expect(runs(database)).toBe(false);
  const second = await served();
  expect(second.said()).not.toContain(kept.password);
  second.child.kill("SIGINT");
  expect(await second.ended).toBe(0);
});

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);

test("after a kill of all its commands the next start serves again and adopts the database", async () => {
  const killed = await served();
  const database = postmaster();
  const commands = [killed.child.pid ?? 0];
  for (const pid of commands) commands.push(...childrenOf(pid));
  // The database is a child of its command too, and is what survives.
  for (const pid of commands.filter((one) => one !== database)) if (runs(pid)) process.kill(pid, "SIGKILL");
  const next = await served();
  expect(next.said()).toContain(`adopted the PostgreSQL left running by an earlier start (pid ${database})`);
  expect(await health()).toBe(200);
  next.child.kill("SIGTERM");
  expect(await next.ended).toBe(0);
  expect(runs(database)).toBe(false);
});

test("when npm alone is killed the rest ends by itself", async () => {
  const orphaned = await served();
  const database = postmaster();
  orphaned.child.kill("SIGKILL");
  await expect.poll(health, { timeout: 15_000 }).toBeNull();
  await expect.poll(() => runs(database), { timeout: 15_000 }).toBe(false);
});

test("a port in use is one clear line and status 1", async () => {
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  const start = npmStart();
  expect(await start.ended).toBe(1);
  other.close();
  expect(
    start
      .said()
      .split("\n")
      .filter((line) => line.startsWith("swiftchart:")),
  ).toEqual([`swiftchart: PORT ${port} is in use by another program. Stop it, or set PORT to a free one.`]);
});

test("bad environment values are one line each and status 1", async () => {
  const start = npmStart({ PORT: "http", DATABASE_URL: "mysql://user:secret-word@host/db" });
  expect(await start.ended).toBe(1);
  expect(start.said()).toContain("swiftchart: PORT: needs a whole number from 1 to 65535");
  expect(start.said()).toContain(
    "swiftchart: DATABASE_URL: needs the form postgresql://user:password@host:port/database",
  );
  expect(start.said()).not.toContain("secret-word");
});

test("a database that refuses is one line without the password and status 1", async () => {
  const start = npmStart({ DATABASE_URL: "postgresql://user:secret-word@127.0.0.1:1/clinic" });
  expect(await start.ended).toBe(1);
  expect(start.said()).toContain("swiftchart: database 127.0.0.1:1/clinic: connect ECONNREFUSED 127.0.0.1:1");
  expect(start.said()).not.toContain("secret-word");
});
