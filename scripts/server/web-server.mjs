import { spawn } from "node:child_process";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { root, runtime } from "../runtime.mjs";

// Left to itself V8 lets the young generation of a large machine grow by 100 MB, for garbage of a moment.
const YOUNG_GENERATION = "--max-semi-space-size=16";
// The old one grows the faster the larger it may become: unbounded it held 400 MB under load of which half was garbage, so 210.
const OLD_GENERATION = "--max-old-space-size=512";
const HTTP_SERVER = join("scripts", "server", "http-server.mjs");
const END_WITH_PARENT = pathToFileURL(join(root, "scripts", "server", "end-with-parent.mjs")).href;
/** The server itself gives requests in flight ten seconds; this is for one that hangs. */
const DRAIN_MS_MAX = 12_000;
const READY_MS_MAX = 60_000;
const ANSWER_MS_MAX = 5_000;
const POLL_MS = 50;

/** Whether /health is answered. By hand: node:http would stay in the memory of a process that asks once. */
function answers(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWER_MS_MAX });
    socket.on("connect", () =>
      socket.write(`GET /health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
    );
    socket.on("data", () => resolve(true)).on("close", () => resolve(false));
    socket.on("timeout", () => socket.destroy()).on("error", () => {});
  });
}

/** An address a client can use for the one the server listens on. */
export function clientHost(host) {
  return host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
}

/**
 * Starts Next in a session of its own (a terminal's Ctrl-C reaches only us, and we stop it in order).
 * `ready` resolves when it answers and rejects when it ends before or does not answer within a minute.
 */
export function startWebServer({ mode, host, port, env }) {
  const args = [
    YOUNG_GENERATION,
    OLD_GENERATION,
    "--import",
    END_WITH_PARENT,
    HTTP_SERVER,
    ...(mode === "dev" ? ["--dev"] : []),
  ];
  const child = spawn(runtime, args, {
    cwd: root,
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  let end = null;
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(`could not be started: ${error.message}`));
    child.once("exit", (code, signal) => resolve(`ended with ${signal ?? `exit code ${code}`}`));
  });
  void ended.then((text) => {
    end = text;
  });
  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // The group is gone already.
    }
  };
  const stop = async () => {
    if (end === null) child.kill("SIGTERM");
    const timeout = new AbortController();
    await Promise.race([ended, wait(DRAIN_MS_MAX, null, { signal: timeout.signal }).catch(() => null)]);
    timeout.abort();
    // What it may have started itself, and a server that hangs.
    kill();
  };
  const awaitAnswer = async () => {
    const deadline = Date.now() + READY_MS_MAX;
    while (!(await answers(clientHost(host), port))) {
      if (end !== null) throw new Error(`The web server ${end}.`);
      if (Date.now() > deadline) {
        await stop();
        throw new Error("The web server did not answer within a minute.");
      }
      await wait(POLL_MS);
    }
  };
  const ready = awaitAnswer();
  // Whoever waits hears it; nobody has to.
  ready.catch(() => {});
  const isAnswering = () => answers(clientHost(host), port);
  return { pid: child.pid ?? null, ended, ready, isAnswering, kill, stop };
}
