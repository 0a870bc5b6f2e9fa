// Runs a command of the product on the pinned Node, after installing what package-lock.json names.
// Plain JavaScript without dependencies: it is all that works on a fresh clone, on any Node from 20.9 on.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { LOADER, modules, root, runtime } from "./runtime.mjs";
import { onOrphaned } from "./server/stop-signal.mjs";
import { supervise } from "./server/supervise.mjs";

const stamp = join(modules, ".swiftchart-lock");
const installLock = join(root, ".cache", "install.lock");
const LOCK_POLL_MS = 250;
// A killed install leaves its lock behind; npm ci takes no longer than this even on a slow line.
const LOCK_AGE_MS_MAX = 15 * 60_000;
/** Commands that run until they are stopped: this process itself keeps what they serve. */
const SUPERVISED = ["start", "dev"];

// stdout belongs to the command: `npm run token` prints the token there and nothing else.
const say = (line) => process.stderr.write(`${line}\n`);
const lockHash = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");

function isInstalled() {
  try {
    return existsSync(runtime) && readFileSync(stamp, "utf8") === lockHash();
  } catch {
    return false;
  }
}

function ownerIsGone() {
  try {
    if (Date.now() - statSync(installLock).mtimeMs > LOCK_AGE_MS_MAX) return true;
    process.kill(Number(readFileSync(join(installLock, "pid"), "utf8")), 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

async function lockInstall() {
  mkdirSync(dirname(installLock), { recursive: true });
  for (let told = false; ; ) {
    try {
      mkdirSync(installLock);
      writeFileSync(join(installLock, "pid"), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (ownerIsGone()) rmSync(installLock, { recursive: true, force: true });
    else {
      if (!told) say("Another command is installing the dependencies; waiting for it.");
      told = true;
      await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
    }
  }
}

/** Starts a child, passes signals on to it and resolves with its exit code. */
function run(file, args, options) {
  const child = spawn(file, args, options);
  const forward = (signal) => {
    // On a terminal Ctrl-C reaches the whole foreground group: the child has it already, a second one would mean "at once".
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => forward(signal));
  onOrphaned(() => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
    for (const name of ["stdout", "stderr"]) {
      child[name]?.on("data", (bytes) => options.onOutput(bytes));
    }
  });
}

async function install() {
  await lockInstall();
  try {
    if (isInstalled()) return;
    say("Installing the locked dependencies (npm ci); this happens once per package-lock.json.");
    const output = [];
    // NODE_ENV=production would make npm leave out what the build and the tests need.
    const code = await run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=warn"], {
      cwd: root,
      shell: process.platform === "win32",
      stdio: ["ignore", "pipe", "pipe"],
      onOutput: (bytes) => output.push(bytes),
    });
    if (code !== 0) {
      const lines = Buffer.concat(output).toString().split("\n");
      for (const line of lines.filter((text) => text.trim() !== "" && !text.startsWith("npm warn")))
        say(line);
      throw new Error(`npm ci failed with exit code ${code}.`);
    }
    writeFileSync(stamp, lockHash());
  } finally {
    rmSync(installLock, { recursive: true, force: true });
  }
}

async function main() {
  const [command, ...args] = process.argv.slice(2);
  const script = join(root, "scripts", `${command}.ts`);
  const isKnown = SUPERVISED.includes(command) || (/^[a-z-]+$/.test(command ?? "") && existsSync(script));
  if (!isKnown) throw new Error(`There is no command "${command ?? ""}".`);
  if (SUPERVISED.includes(command) && args.length > 0)
    throw new Error(
      `npm ${command === "start" ? "start" : `run ${command}`} takes no arguments; it was given: ${args.join(" ")}`,
    );
  if (!isInstalled()) await install();
  process.env.PATH = [join(modules, "node", "bin"), join(modules, ".bin"), process.env.PATH].join(delimiter);
  if (SUPERVISED.includes(command)) return supervise(command);
  // The channel tells the command when this process is killed.
  // Paths given to a command are relative to where the user stands; npm notes that place, a direct call does not.
  const env = { INIT_CWD: process.cwd(), ...process.env };
  return run(runtime, [...LOADER, script, ...args], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env,
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  for (const line of error.message.split("\n")) say(`swiftchart: ${line}`);
  process.exitCode = 1;
}
