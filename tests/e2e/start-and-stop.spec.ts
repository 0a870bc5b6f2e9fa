import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { findFreePort, removeEmbedded } from "@/db/embedded";

// `npm start` as a process: what it prints, how it ends, what it leaves behind. No browser.
test.describe.configure({ mode: "serial", timeout: 300_000 });
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
  await expect.poll(start.said, { timeout: 120_000 }).toMatch(/Ctrl-C stops it|swiftchart:/);
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

const descendantsOf = (pid: number): number[] => {
  const found = [pid];
  for (const one of found) found.push(...childrenOf(one));
  return found;
};

const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, "utf8");

/** The one process of a start whose command names `script`. */
const processOf = (start: Started, script: string): number => {
  const found = descendantsOf(start.child.pid ?? 0).filter((pid) => commandOf(pid).includes(script));
  expect(found).toHaveLength(1);
  return found[0] ?? 0;
};

const ready = async (): Promise<number | null> => {
  const answer = await fetch(`http://localhost:${port}/ready`).catch(() => null);
  return answer?.status ?? null;
};

test("a killed web server and a killed database are started again, and told in a line each", async () => {
  const start = await served();
  const web = processOf(start, "http-server.mjs");
  process.kill(web, "SIGKILL");
  await expect.poll(start.said).toContain("The web server ended with SIGKILL; starting it again.");
  await expect.poll(health, { timeout: 10_000 }).toBe(200);
  expect(processOf(start, "http-server.mjs")).not.toBe(web);
  const database = postmaster();
  process.kill(database, "SIGKILL");
  await expect.poll(start.said).toContain(`PostgreSQL (pid ${database}) ended; starting it again.`);
  await expect.poll(start.said, { timeout: 20_000 }).toMatch(/PostgreSQL runs again \(pid \d+\)\./);
  await expect.poll(ready, { timeout: 10_000 }).toBe(200);
  start.child.kill("SIGTERM");
  expect(await start.ended).toBe(0);
});

test("a web server that hangs is noticed, told in a line, and started again", async () => {
  const start = await served();
  const web = processOf(start, "http-server.mjs");
  process.kill(web, "SIGSTOP");
  await expect
    .poll(start.said, { timeout: 60_000 })
    .toContain(`The web server (pid ${web}) does not answer /health any more; ending it.`);
  await expect.poll(health, { timeout: 20_000 }).toBe(200);
  expect(processOf(start, "http-server.mjs")).not.toBe(web);
  start.child.kill("SIGTERM");
  expect(await start.ended).toBe(0);
});

test("the web server's environment has the application's role only, and what keeps it is slim", async () => {
  const start = await served({ DEMO_PASSWORD: "planted-password" });
  const environment = readFileSync(`/proc/${processOf(start, "http-server.mjs")}/environ`, "utf8");
  const { password, adminPassword } = JSON.parse(readFileSync(join(dataDir, "postgres.json"), "utf8"));
  expect(environment).toContain("DATABASE_URL=postgresql://swiftchart_app:");
  for (const secret of [password, adminPassword, "planted-password"])
    expect(environment).not.toContain(secret);
  const status = readFileSync(`/proc/${processOf(start, "bootstrap.mjs")}/status`, "utf8");
  expect(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1])).toBeLessThan(65_000);
  start.child.kill("SIGTERM");
  expect(await start.ended).toBe(0);
});

test("a web server that keeps dying is given up loudly", async () => {
  const start = await served();
  const killed = new Set<number>();
  const killNext = (): number => {
    for (const pid of descendantsOf(start.child.pid ?? 0)) {
      if (killed.has(pid) || !commandOf(pid).includes("http-server.mjs")) continue;
      process.kill(pid, "SIGKILL");
      killed.add(pid);
    }
    return killed.size;
  };
  await expect.poll(killNext, { timeout: 30_000, intervals: [50] }).toBe(5);
  expect(await start.ended).toBe(1);
  expect(start.said()).toContain(
    "swiftchart: The web server ended with SIGKILL, the fifth time within a minute. Giving up.",
  );
});

test("a database address that never answers does not keep SIGTERM waiting", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const connected = once(silent, "connection");
  const { port: silentPort } = silent.address() as { port: number };
  const start = npmStart({ DATABASE_URL: `postgresql://user:secret-word@127.0.0.1:${silentPort}/clinic` });
  await connected;
  const asked = performance.now();
  start.child.kill("SIGTERM");
  expect(await start.ended).toBe(0);
  expect(performance.now() - asked).toBeLessThan(2_000);
  silent.close();
});

test("with DEMO=off an empty database gets no clinic, and how to make one is printed", async () => {
  const start = await served({ DEMO: "off", DATA_DIR: join(folder, "no-demo") });
  expect(start.said()).toContain("npm run clinic -- --tenant westside");
  expect(start.said()).not.toContain("demo.test");
  start.child.kill("SIGTERM");
  expect(await start.ended).toBe(0);
  await removeEmbedded(join(folder, "no-demo"));
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

test("a DATA_DIR that cannot be used is one line at once and status 1", async () => {
  const asked = performance.now();
  const start = npmStart({ DATA_DIR: "/proc/swiftchart/data" });
  expect(await start.ended).toBe(1);
  expect(performance.now() - asked).toBeLessThan(15_000);
  const lines = start.said().split("\n").filter(Boolean);
  expect(lines).toEqual([
    expect.stringMatching(/^swiftchart: DATA_DIR \/proc\/swiftchart\/data cannot be used: /),
  ]);
});

test("a database that refuses is one line without the password and status 1", async () => {
  const start = npmStart({ DATABASE_URL: "postgresql://user:secret-word@127.0.0.1:1/clinic" });
  expect(await start.ended).toBe(1);
  expect(start.said()).toContain("swiftchart: database 127.0.0.1:1/clinic: connect ECONNREFUSED 127.0.0.1:1");
  expect(start.said()).not.toContain("secret-word");
});
