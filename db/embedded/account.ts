import "server-only";
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** The system account PostgreSQL runs as. */
export type Account = { name: string; uid: number; gid: number };

const OWN_ACCOUNT = "swiftchart-db";

function findAccount(name: string): Account | null {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : null;
}

function createAccount(): Account {
  const made = spawnSync(
    "useradd",
    [
      "--system",
      "--user-group",
      "--no-create-home",
      "--home-dir",
      "/nonexistent",
      "--shell",
      "/usr/sbin/nologin",
      OWN_ACCOUNT,
    ],
    { encoding: "utf8" },
  );
  const account = findAccount(OWN_ACCOUNT);
  if (account) return account;
  const reason = made.error?.message ?? made.stderr.trim();
  throw new Error(
    `PostgreSQL refuses to run as root and the system user "${OWN_ACCOUNT}" could not be made (${reason}). ` +
      "Start as a normal user, or set DATABASE_URL.",
  );
}

/** `null`: PostgreSQL runs as whoever runs this. As root, which PostgreSQL refuses, a system user is found or made. */
export function databaseAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  return findAccount("postgres") ?? findAccount(OWN_ACCOUNT) ?? createAccount();
}

function mayEnter(folder: string, account: Account): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/** Whether the account can get to `folder`, which exists: every folder on the way lets it through. */
export function canReach(folder: string, account: Account | null): boolean {
  if (!account) return true;
  for (let at = folder; ; at = dirname(at)) {
    if (!mayEnter(at, account)) return false;
    if (at === dirname(at)) return true;
  }
}

/** How every program of PostgreSQL is run: as the right account, in a folder it can enter, in a language we can read. */
export function spawnOptions(account: Account | null): {
  uid?: number;
  gid?: number;
  cwd: string;
  env: NodeJS.ProcessEnv;
} {
  const environment = { NODE_ENV: process.env.NODE_ENV, PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
  return { ...(account ? { uid: account.uid, gid: account.gid } : {}), cwd: "/", env: environment };
}
