import "server-only";
import { spawn } from "node:child_process";
import { chownSync, existsSync } from "node:fs";
import { appendFile, chown, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { spawnOptions } from "./account";
import type { Programs } from "./postmaster";

/** The superuser of the embedded server: for its own maintenance only, nothing of the product connects as it. */
export const ADMIN = "swiftchart_admin";

async function runInitdb({ binaries, account }: Programs, args: string[]): Promise<void> {
  const child = spawn(join(binaries.bin, "initdb"), args, {
    ...spawnOptions(account),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on("error", reject).on("close", resolve),
  );
  if (code !== 0) throw new Error(`initdb failed: ${complaint.trim().split("\n").at(-1) ?? `exit ${code}`}`);
}

/**
 * Makes the server's files, with ADMIN as the superuser, when they are not there; returns whether it had to. An interrupted attempt leaves nothing that
 * looks finished.
 */
export async function createCluster(
  programs: Programs,
  cluster: { data: string; password: string },
): Promise<boolean> {
  const { account } = programs;
  const { data, password } = cluster;
  if (existsSync(join(data, "PG_VERSION"))) return false;
  const parent = dirname(data);
  const unfinished = `${data}.new`;
  const passwordFile = `${data}.password`;
  await mkdir(parent, { recursive: true, mode: 0o755 });
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (account) chownSync(unfinished, account.uid, account.gid);
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account) await chown(passwordFile, account.uid, account.gid);
    await runInitdb(programs, [
      `--pgdata=${unfinished}`,
      `--username=${ADMIN}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ]);
    await appendFile(join(unfinished, "postgresql.conf"), "\ninclude_if_exists = 'swiftchart.conf'\n");
    await rename(unfinished, data);
    return true;
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}
