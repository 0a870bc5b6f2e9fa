import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import next from "next";
import { env } from "@/lib/env";
import { endStreams } from "@/lib/http";
import { startWorking } from "@/lib/jobs";
import { beforeExit, runBeforeExit } from "@/lib/process";
import { jobHandlers } from "@/scripts/jobs/handlers";
import { createWebServer } from "./create-server";
import type { RouteRow } from "./match-route";
import { listStaticFiles } from "./static-files";

/** The requests that a stop waits for. */
const GRACE_MS = 10_000;

function fail(error: NodeJS.ErrnoException, port: number): never {
  const reason =
    error.code === "EADDRINUSE"
      ? `The port ${port} is in use. Set PORT to a free one.`
      : `The server cannot listen: ${error.message}`;
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

const WORK_AGAIN_MS = 5_000;

/** Does the background jobs in this process; tries again while the database is away, and lets jobs under way end before the exit. */
function keepWorking(): void {
  startWorking(jobHandlers).then(beforeExit, () => setTimeout(keepWorking, WORK_AGAIN_MS).unref());
}

/**
 * Has Next take its configuration from the build, as its standalone server does: next.config.ts would be compiled and its plugins
 * loaded once more, which costs 30 MB for as long as the process lives.
 */
function takeBuiltConfig(): void {
  const { config } = JSON.parse(readFileSync(join(".next", "required-server-files.json"), "utf8"));
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);
}

/** Serves the product on HOST and PORT: the given routes itself, all else by Next. `--next-only`: everything by Next (tests compare). */
export async function runWebServer(routes: readonly RouteRow[]): Promise<void> {
  const { PORT: port, HOST: hostname, AUTH_URL, TRUST_PROXY } = env();
  const dev = process.argv.includes("--dev");
  const isNextOnly = process.argv.includes("--next-only");
  // Next adds an upgrade listener of its own to the server it is given; in production it gets one that never has any.
  const httpServer = dev ? undefined : (new EventEmitter() as never);
  if (!dev) takeBuiltConfig();
  const app = next({ dev, hostname, port, turbopack: true, httpServer });
  await app.prepare();
  const handle = app.getRequestHandler();
  const { server, stop } = createWebServer({
    routes,
    isNextOnly,
    files: dev || isNextOnly ? undefined : listStaticFiles(join(".next", "static"), "/_next/static"),
    handOver: (request, response) => handle(request, response),
    trustProxy: TRUST_PROXY,
    isTls: (AUTH_URL ?? "").startsWith("https://"),
    upgrade: dev
      ? (request, socket, head) => app.getUpgradeHandler()(request, socket as never, head)
      : undefined,
  });
  server.on("error", (error) => fail(error, port));
  server.listen(port, hostname, () => {
    if (env().WORKER === "inside") keepWorking();
    process.stdout.write(`${JSON.stringify({ level: "info", msg: "listening", host: hostname, port })}\n`);
  });
  let isStopping = false;
  const end = (): void => {
    if (isStopping) return;
    isStopping = true;
    endStreams();
    const finish = (code: number) => runBeforeExit().finally(() => process.exit(code));
    setTimeout(() => finish(1), GRACE_MS).unref();
    void stop().then(() => finish(0));
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}
