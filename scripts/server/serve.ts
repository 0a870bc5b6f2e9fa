import { env } from "@/lib/env";
import { ensureDemo } from "../demo/ensure-demo";
import { signInsPath } from "../demo/sign-ins";
import { schedulePruning } from "../jobs/prune-sessions";
import { CommandError, say } from "../run-command";
import { type OpenDatabase, openDatabase } from "../with-database";
import { assertPortFree } from "./assert-port-free";
import { authSecret } from "./auth-secret";
import { ensureBuild } from "./ensure-build";
import { listenForStop } from "./stop-signal";
import { clientHost, startWebServer } from "./web-server";

type Demo = { password: string | null; isNew: boolean };

function printAddress(address: string, demo: Demo): void {
  const users = "admin clinician nurse reception billing";
  const password = demo.isNew
    ? `${demo.password}   (shown once; kept in ${signInsPath(env().DATA_DIR)})`
    : demo.password === null
      ? "the one the demo clinic was made with"
      : env().DEMO_PASSWORD === undefined
        ? `in ${signInsPath(env().DATA_DIR)}`
        : "the one in DEMO_PASSWORD";
  process.stdout.write(`
  Swiftchart   ${address}
  Sign in as   <role>@demo.test or <role>@other.test, role one of ${users}
  Password     ${password}

  Ctrl-C stops it.
`);
}

function childEnvironment(database: OpenDatabase, secret: string, address: string): Record<string, string> {
  const { PORT, HOST, DATA_DIR, AUTH_URL } = env();
  return {
    PORT: String(PORT),
    HOST,
    DATA_DIR,
    DATABASE_URL: database.ownerUrl,
    AUTH_SECRET: secret,
    NEXTAUTH_SECRET: secret,
    NEXTAUTH_URL: AUTH_URL ?? address,
  };
}

async function runServer(
  mode: "start" | "dev",
  database: OpenDatabase,
  stop: ReturnType<typeof listenForStop>,
): Promise<number> {
  const { HOST, PORT } = env();
  const root = process.cwd();
  const [demo, secret] = await Promise.all([
    ensureDemo(database),
    authSecret(),
    mode === "start" ? ensureBuild(root, stop.signal) : false,
  ]);
  if (stop.signal.aborted) return 0;
  const host = clientHost(HOST);
  const address = env().AUTH_URL ?? `http://${host === "127.0.0.1" ? "localhost" : host}:${PORT}`;
  const web = await startWebServer({
    root,
    mode,
    host: HOST,
    port: PORT,
    env: {
      ...childEnvironment(database, secret, address),
      NODE_ENV: mode === "start" ? "production" : "development",
    },
  });
  const stopPruning = schedulePruning(database.owner, say);
  printAddress(address, demo);
  const failure = await Promise.race([stop.asked.then(() => null), web.ended]);
  stopPruning();
  if (failure !== null) throw new CommandError(`The web server ${failure}.`);
  say("Stopping after the requests in flight.");
  await web.stop();
  return 0;
}

/** Serves the product until it is asked to stop; then stops all it started, in order. Returns the exit status. */
export async function serve(mode: "start" | "dev"): Promise<number> {
  const stop = listenForStop();
  const { HOST, PORT } = env();
  await assertPortFree(HOST, PORT);
  const database = await openDatabase();
  try {
    return await runServer(mode, database, stop);
  } catch (error) {
    // An interrupted build or demo is what was asked for, not a failure.
    if (stop.signal.aborted) return 0;
    throw error;
  } finally {
    await database.close();
  }
}
