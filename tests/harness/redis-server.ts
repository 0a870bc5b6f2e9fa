import { type ChildProcess, spawn } from "node:child_process";
import { createConnection } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { findFreePort } from "@/db/embedded";
import { findProgram, installPackage } from "./find-program";

export type RedisServer = {
  url: string;
  /** Takes connections and bytes and answers nothing, until `resume`. */
  hang: () => void;
  resume: () => void;
  stop: () => Promise<void>;
};

function findRedis(): string {
  const found = findProgram("redis-server", "valkey-server");
  if (found) return found;
  const failure = installPackage("redis-server");
  const installed = findProgram("redis-server");
  if (installed) return installed;
  throw new Error(
    `The tests need a redis-server and none was found (${failure ?? "not on the PATH"}). Install the package redis-server.`,
  );
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" }, () => socket.write("PING\r\n"));
    socket.once("data", (reply) => {
      socket.destroy();
      resolve(reply.toString().startsWith("+PONG"));
    });
    socket.once("error", () => resolve(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  await closed;
}

/** A real Redis on a free loopback port, without persistence. */
export async function startRedis(): Promise<RedisServer> {
  const port = await findFreePort(0);
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn(findRedis(), args, { stdio: "ignore", cwd: "/" });
  child.on("error", () => {});
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await answers(port)) {
      return {
        url: `redis://127.0.0.1:${port}`,
        hang: () => void child.kill("SIGSTOP"),
        resume: () => void child.kill("SIGCONT"),
        stop: () => end(child),
      };
    }
    await wait(25);
  }
  await end(child);
  throw new Error(`redis-server did not answer on port ${port}.`);
}
