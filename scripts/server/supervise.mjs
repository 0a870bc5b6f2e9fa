// Keeps `npm start` and `npm run dev` up: the web server and the embedded PostgreSQL. It lives as long as they do, so it is plain
// JavaScript without dependencies; what needs the product's own code is done by tasks, children that end.
import { setTimeout as wait } from "node:timers/promises";
import { startOf } from "../../db/embedded/start-of.mjs";
import { createBackOff } from "./back-off.mjs";
import { runTask } from "./run-task.mjs";
import { listenForStop, untilAborted } from "./stop-signal.mjs";
import { untilSilent } from "./watch-health.mjs";
import { startWebServer } from "./web-server.mjs";

const POLL_MS = 250;
const RETRY_MS_FIRST = 500;
const RETRY_MS_MAX = 4_000;
// A full disk is no death: the server is tried until there is room again.
const NO_SPACE = /no space left|ENOSPC|disk quota exceeded/i;

const say = (line) => process.stderr.write(`${line}\n`);

/** Waits, but no longer than until `signal` aborts. */
const pause = (ms, signal) => wait(ms, null, { signal }).catch(() => {});

/** What the environment may hold and the web server must not: the owner's URLs and the demo users' password. */
function webEnvironment(over) {
  const { DATABASE_URL, DATABASE_READ_URL, DEMO_PASSWORD, ...rest } = process.env;
  return { ...rest, ...over };
}

class Supervisor {
  /** `prepared` is what tasks/prepare.ts answered; `database` of it is null with a DATABASE_URL. */
  constructor(mode, prepared, stop) {
    this.mode = mode;
    this.prepared = prepared;
    this.stop = stop;
    this.web = this.startWeb();
  }

  startWeb() {
    const { env, listen } = this.prepared;
    return startWebServer({ ...listen, mode: this.mode, env: webEnvironment(env) });
  }

  /** Ends a web server that answers nobody any more, so that it is started again. In development a build may take as long. */
  async endWhenSilent(web, ended) {
    if (this.mode === "dev") return;
    await web.ready;
    await untilSilent(web.isAnswering, AbortSignal.any([ended, this.stop]));
    say(`The web server (pid ${web.pid}) does not answer /health any more; ending it.`);
    web.kill();
  }

  /** Starts the web server again whenever it ends. */
  async keepWeb() {
    const backOff = createBackOff("The web server");
    for (;;) {
      const ended = new AbortController();
      // One that never gets ready ends by itself or is stopped.
      this.endWhenSilent(this.web, ended.signal).catch(() => {});
      const how = await this.web.ended;
      ended.abort();
      if (this.stop.aborted) return;
      const pauseMs = backOff(how);
      say(`The web server ${how}; starting it again.`);
      await pause(pauseMs, this.stop);
      if (this.stop.aborted) return;
      this.web = this.startWeb();
    }
  }

  /** Starts the embedded PostgreSQL again whenever it is gone. */
  async keepDatabase() {
    const backOff = createBackOff("PostgreSQL");
    for (;;) {
      const { pid } = this.prepared.database;
      const start = startOf(pid);
      while (start !== null && startOf(pid) === start && !this.stop.aborted) await pause(POLL_MS, this.stop);
      if (this.stop.aborted) return;
      const pauseMs = backOff(`(pid ${pid}) ended`);
      say(`PostgreSQL (pid ${pid}) ended; starting it again.`);
      await pause(pauseMs, this.stop);
      await this.reviveDatabase(backOff);
      if (this.stop.aborted) return;
      say(`PostgreSQL runs again (pid ${this.prepared.database.pid}).`);
    }
  }

  async reviveDatabase(backOff) {
    let said = "";
    for (let retryMs = RETRY_MS_FIRST; !this.stop.aborted; retryMs = Math.min(retryMs * 2, RETRY_MS_MAX)) {
      const { answer, complaint } = await runTask("revive", { signal: this.stop });
      if (answer) return this.use(answer);
      if (this.stop.aborted) return;
      const isFull = NO_SPACE.test(complaint);
      const line = isFull ? `${complaint} It is tried again until there is room.` : complaint;
      // The same but for a process number is the same.
      const plain = line.replace(/\d+/g, "");
      if (plain !== said) say(line);
      said = plain;
      if (!isFull) backOff("did not start");
      await pause(retryMs, this.stop);
    }
  }

  use(revived) {
    const { env } = this.prepared;
    this.prepared = { ...this.prepared, ...revived, env: { ...env, ...revived.env } };
    // Somebody took its port meanwhile: only a new web server learns the new one.
    if (revived.env.DATABASE_URL !== env.DATABASE_URL) return this.web.stop();
  }

  /** Resolves when asked to stop. @throws Error when a part ended five times within a minute */
  async keep() {
    const keepers = [this.keepWeb(), ...(this.prepared.database ? [this.keepDatabase()] : [])];
    await Promise.race([untilAborted(this.stop), ...keepers]);
  }
}

/**
 * Serves the product until it is asked to stop; then stops all it started, in order. Returns the exit status.
 * @throws Error, a line for each fault, when it cannot be served (any more)
 */
export async function supervise(mode) {
  const stopping = listenForStop();
  const stop = stopping.signal;
  let supervisor = null;
  try {
    const { answer, complaint } = await runTask("prepare", { args: [mode], signal: stop });
    if (stop.aborted) return 0;
    if (!answer) throw new Error(complaint);
    supervisor = new Supervisor(mode, answer, stop);
    await Promise.race([supervisor.web.ready, untilAborted(stop)]);
    if (stop.aborted) return 0;
    process.stdout.write(answer.banner);
    await supervisor.keep();
    say("Stopping after the requests in flight.");
    return 0;
  } finally {
    // Given up, not asked: the keepers stop too.
    stopping.abort();
    await supervisor?.web.stop();
    // Also what an interrupted preparation has started.
    const { complaint } = process.env.DATABASE_URL ? {} : await runTask("release");
    // A preparation that failed has told the reason already.
    if (supervisor && complaint) say(complaint);
  }
}
