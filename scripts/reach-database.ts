import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { createPool } from "@/db/client";
import { CommandError, toOneLine } from "./run-command";

const WAIT_MS_MAX = 15_000;
const TRY_MS_MAX = 5_000;
const PAUSE_MS = 500;
/** PostgreSQL's SSLRequest: its length, and the number that stands for it. */
const TLS_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
// A connection that is closed or not answered may be a server that is just starting, or a proxy whose server is.
// 57P03 is PostgreSQL's own "the database system is starting up".
const MAY_PASS = /^(CONNECT|CONNECTION_|ECONNRESET|EPIPE|ETIMEDOUT|57P03)/;

/** The host and database of a URL, never its user's password. */
export function withoutPassword(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/**
 * Waits for the one byte with which PostgreSQL answers whether it speaks TLS. The driver would call a listener that only closes
 * again and again without a pause.
 */
function knock(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const socket = connect({ host, port: Number(port || 5432), timeout: TRY_MS_MAX });
  return new Promise<void>((resolve, reject) => {
    const fail = (code: string, message: string): void => reject(Object.assign(new Error(message), { code }));
    socket
      .once("connect", () => socket.write(TLS_REQUEST))
      .once("data", () => resolve())
      .once("error", reject)
      .once("timeout", () => fail("ETIMEDOUT", "accepts the connection and does not answer"))
      .once("close", () => fail("ECONNRESET", "accepts the connection and closes it"));
  }).finally(() => socket.destroy());
}

/** Signs in once. Its connection is given up after five seconds, whatever the other side does. */
async function signIn(url: string): Promise<void> {
  const sql = createPool(url, {
    max: 1,
    applicationName: "swiftchart-start",
    connectTimeoutSeconds: TRY_MS_MAX / 1_000,
  });
  const timer = new AbortController();
  try {
    const late = wait(TRY_MS_MAX, null, { signal: timer.signal }).then(() => {
      throw Object.assign(new Error("no answer"), { code: "ETIMEDOUT" });
    });
    const signedIn = sql`SELECT 1`;
    await Promise.race([signedIn, late]);
  } finally {
    timer.abort();
    await sql.end({ timeout: 0 });
  }
}

/**
 * Waits until the database takes our sign-in, at most 15 seconds.
 * @throws CommandError in one line: at once when it refuses, after 15 s when it closes connections or does not answer
 */
export async function reachDatabase(url: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS_MAX - 2 * TRY_MS_MAX;
  for (;;) {
    try {
      await knock(url);
      await signIn(url);
      return;
    } catch (error) {
      if (!MAY_PASS.test(codeOf(error)) || Date.now() > deadline) {
        throw new CommandError(`database ${withoutPassword(url)}: ${toOneLine(error)}`);
      }
      await wait(PAUSE_MS);
    }
  }
}
