import { type ChildProcess, spawn } from "node:child_process";
import { get } from "node:http";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { CommandError } from "../run-command";

export type WebServer = {
  /** Resolves with a description of how it ended. */
  ended: Promise<string>;
  stop: () => Promise<void>;
};

type Options = {
  root: string;
  mode: "start" | "dev";
  host: string;
  port: number;
  env: Record<string, string | undefined>;
};

const HTTP_SERVER = join("scripts", "server", "http-server.mjs");
/** The server itself gives requests in flight ten seconds; this is for one that hangs. */
const DRAIN_MS_MAX = 12_000;
const READY_MS_MAX = 60_000;
const POLL_MS = 25;

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: "/health", timeout: 5_000 }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on("error", () => resolve(false)).on("timeout", () => request.destroy());
  });
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** An address a client can use for the one the server listens on. */
export function clientHost(host: string): string {
  return host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
}

/**
 * Starts Next in a session of its own (a terminal's Ctrl-C reaches only us, and we stop it in order) and waits until it answers.
 * @throws CommandError when it ends or does not answer within a minute
 */
export async function startWebServer(options: Options): Promise<WebServer> {
  const { root, mode, host, port, env } = options;
  const preload = pathToFileURL(join(root, "scripts", "server", "end-with-parent.mjs")).href;
  const child = spawn(
    process.execPath,
    ["--import", preload, HTTP_SERVER, ...(mode === "dev" ? ["--dev"] : [])],
    {
      cwd: root,
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { ...process.env, ...env, NEXT_TELEMETRY_DISABLED: "1" },
    },
  );
  let end: string | null = null;
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`could not be started: ${error.message}`));
    child.once("exit", (code, signal) => resolve(`ended with ${signal ?? `exit code ${code}`}`));
  });
  void ended.then((text) => {
    end = text;
  });
  const stop = async (): Promise<void> => {
    if (end === null) child.kill("SIGTERM");
    const timeout = new AbortController();
    await Promise.race([ended, wait(DRAIN_MS_MAX, null, { signal: timeout.signal }).catch(() => null)]);
    timeout.abort();
    killGroup(child, "SIGKILL");
  };
  const deadline = Date.now() + READY_MS_MAX;
  while (!(await answers(clientHost(host), port))) {
    if (end !== null) throw new CommandError(`The web server ${end}.`);
    if (Date.now() > deadline) {
      await stop();
      throw new CommandError("The web server did not answer within a minute.");
    }
    await wait(POLL_MS);
  }
  return { ended, stop };
}
