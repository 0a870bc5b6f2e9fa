import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { childrenOf, commandLine } from "./read-processes";

const READY_MS_MAX = 120_000;
const POLL_MS = 100;

export type Product = {
  /** The process that keeps the others up. */
  supervisorPid: number;
  /** The process that serves; null where processes cannot be looked at. */
  webPid: () => number | null;
  stop: () => Promise<void>;
};

/** Starts the product as `npm start` does, as a process of its own, and resolves when it serves on `port`. */
export async function startProduct(port: number, env: Record<string, string | undefined>): Promise<Product> {
  const child = spawn(process.execPath, [join("scripts", "bootstrap.mjs"), "start"], {
    env: { NODE_ENV: "production", ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const supervisorPid = child.pid ?? 0;
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  const deadline = Date.now() + READY_MS_MAX;
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error("The product ended before it served.");
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`The product did not serve within ${READY_MS_MAX / 1_000} s.`);
    }
    await wait(POLL_MS);
  }
  const webPid = () =>
    childrenOf(supervisorPid).find((pid) => commandLine(pid).includes("http-server.mjs")) ?? null;
  return { supervisorPid, webPid, stop };
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/ready`)).ok;
  } catch {
    return false;
  }
}
