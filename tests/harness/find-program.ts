import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The first of `names` that is on the PATH, as an absolute path. */
export function findProgram(...names: string[]): string | null {
  for (const name of names) {
    for (const folder of [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/usr/local/bin"]) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Looked for in the next folder.
      }
    }
  }
  return null;
}

/** Installs a Debian package when this runs as root where apt-get is; says why not otherwise. */
export function installPackage(name: string): string | null {
  if (process.getuid?.() !== 0) return "not root";
  if (!findProgram("apt-get")) return "no apt-get";
  process.stderr.write(`Installing the Debian package ${name} for the tests.\n`);
  const options = { stdio: "ignore" as const, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  spawnSync("apt-get", ["update", "-qq"], options);
  const done = spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], options);
  return done.status === 0 ? null : `apt-get install ${name} ended with ${done.status}`;
}
