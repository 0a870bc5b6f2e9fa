import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "@/db/embedded";
import { CommandError, say } from "../run-command";
import { bundleWebServer, WEB_SERVER_BUNDLE } from "./bundle-web-server";
import { compressStatic } from "./compress-static";
import { sourceHash } from "./source-hash";

const NEXT = join("node_modules", "next", "dist", "bin", "next");

function isBuilt(root: string, hash: string): boolean {
  const stamp = join(root, ".next", "swiftchart-source-hash");
  return (
    existsSync(join(root, ".next", "BUILD_ID")) &&
    existsSync(join(root, WEB_SERVER_BUNDLE)) &&
    existsSync(stamp) &&
    readFileSync(stamp, "utf8") === hash
  );
}

async function build(root: string, signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [NEXT, "build"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    // Nothing a build could bake in may come from this machine's environment.
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
    },
    signal,
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => output.push(bytes));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on("error", reject).on("close", resolve),
  );
  if (code === 0) return;
  process.stderr.write(Buffer.concat(output));
  throw new CommandError(`The build failed (next build ended with ${code}).`);
}

/** Another start of this checkout may be building: on a busy machine that takes minutes. */
const BUILD_WAIT_MS_MAX = 15 * 60_000;

// Set by `npm test` for the servers it starts: a source saved meanwhile must not rebuild what a browser is just looking at.
const KEEP_BUILD = "SWIFTCHART_KEEP_BUILD";

/** Builds the product when there is no build of the present sources. Returns whether it had to. */
export async function ensureBuild(root: string, signal: AbortSignal): Promise<boolean> {
  if (process.env[KEEP_BUILD] === "1" && existsSync(join(root, ".next", "BUILD_ID"))) return false;
  if (isBuilt(root, sourceHash(root))) return false;
  mkdirSync(join(root, ".cache"), { recursive: true });
  const lock = join(root, ".cache", "build.lock");
  return withLock(lock, () => buildUnlessBuilt(root, signal), { waitMsMax: BUILD_WAIT_MS_MAX });
}

async function buildUnlessBuilt(root: string, signal: AbortSignal): Promise<boolean> {
  const hash = sourceHash(root);
  if (isBuilt(root, hash)) return false;
  say("Building; this takes about a minute and happens once per change of the sources.");
  const stamp = join(root, ".next", "swiftchart-source-hash");
  rmSync(stamp, { force: true });
  await build(root, signal);
  await compressStatic(join(root, ".next", "static"));
  await bundleWebServer(root, "start", join(root, WEB_SERVER_BUNDLE));
  writeFileSync(stamp, hash);
  return true;
}
