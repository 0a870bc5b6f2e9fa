import { spawn, spawnSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findFreePort } from "@/db/embedded";

export type SystemPostgres = { url: string; stop: () => Promise<void> };

const FOLDER = "/usr/lib/postgresql";
const PASSWORD = "system password";

/** The programs of an installed PostgreSQL of this major version; `null` when there is none, or none can run here. */
export function findSystemPostgres(major: string): string | null {
  const bin = join(FOLDER, major, "bin");
  return existsSync(FOLDER) && readdirSync(FOLDER).includes(major) && existsSync(join(bin, "initdb"))
    ? bin
    : null;
}

function accountOptions(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith("postgres:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

/** A throw-away cluster of an installed PostgreSQL on a free loopback port; its superuser is `owner`. */
export async function startSystemPostgres(bin: string): Promise<SystemPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "swiftchart-system-"));
  const account = accountOptions();
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, PASSWORD);
  if (account.uid !== undefined && account.gid !== undefined) {
    for (const path of [folder, passwordFile]) chownSync(path, account.uid, account.gid);
  }
  const data = join(folder, "data");
  const options = { ...account, cwd: "/", encoding: "utf8" as const };
  const args = [
    "-D",
    data,
    "-U",
    "owner",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
  ];
  const made = spawnSync(join(bin, "initdb"), [...args, "--no-sync"], options);
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await findFreePort(0);
  const flags = [
    "-p",
    String(port),
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    "unix_socket_directories=",
    "-c",
    "fsync=off",
  ];
  const child = spawn(join(bin, "postgres"), ["-D", data, ...flags], {
    ...account,
    cwd: "/",
    stdio: "ignore",
  });
  while (
    !/ready/.test(
      existsSync(join(data, "postmaster.pid")) ? readFileSync(join(data, "postmaster.pid"), "utf8") : "",
    )
  ) {
    if (child.exitCode !== null) throw new Error("PostgreSQL did not start.");
    await wait(20);
  }
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `postgresql://owner:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`, stop };
}
