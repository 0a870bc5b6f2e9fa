import { spawn } from "node:child_process";
import { join } from "node:path";
import { LOADER, root, runtime } from "../runtime.mjs";

const KILL_AFTER_MS = 5_000;

/** @param {number | undefined} pid @param {NodeJS.Signals} signal */
function killGroup(pid, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

/**
 * Runs scripts/server/tasks/<name>.ts, which does what needs the product's own code and ends. Resolves with what it answers,
 * or with its complaint in a line. In a session of its own: a terminal's Ctrl-C reaches only us, and we end it in order.
 * @param {string} name
 * @param {{ args?: string[], signal?: AbortSignal }} [options]
 * @returns {Promise<{ answer: any, complaint: string }>}
 */
export function runTask(name, { args = [], signal } = {}) {
  if (signal?.aborted) return Promise.resolve({ answer: null, complaint: "" });
  const script = join(root, "scripts", "server", "tasks", `${name}.ts`);
  // The task acts for us: it is told who uses the database when it is gone itself.
  const child = spawn(runtime, [...LOADER, script, String(process.pid), ...args], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  let said = null;
  child.on("message", (message) => {
    said = message;
  });
  let timer;
  const stop = () => {
    killGroup(child.pid, "SIGTERM");
    timer = setTimeout(() => killGroup(child.pid, "SIGKILL"), KILL_AFTER_MS);
  };
  signal?.addEventListener("abort", stop, { once: true });
  return new Promise((resolve) => {
    const end = (how) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      resolve({ answer: said?.answer ?? null, complaint: said?.complaint ?? `The task "${name}" ${how}.` });
    };
    child.on("error", (error) => end(`could not be started: ${error.message}`));
    child.on("close", (code, ending) => end(`ended with ${ending ?? `exit code ${code}`}`));
  });
}
