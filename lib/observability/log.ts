import "server-only";
import pino from "pino";
import { env } from "@/lib/env";
import { once } from "@/lib/process";

const STDOUT = 1;
/** Lines are written together, by another thread, at this many bytes or after this time. */
const BYTES_TOGETHER = 4096;
const WAIT_MS_MAX = 250;

/** pino itself writes what is left when the process ends, by itself, by a signal we handle or by an error nobody caught. */
function createLog(): pino.Logger {
  return pino(
    {
      level: env().LOG_LEVEL,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({
      fd: STDOUT,
      sync: false,
      minLength: BYTES_TOGETHER,
      periodicFlush: WAIT_MS_MAX,
    }),
  );
}

type Log = Pick<pino.Logger, "debug" | "info" | "warn" | "error">;
const made = (): Log => once("log", createLog);
const to =
  (level: keyof Log): pino.LogFn =>
  (...line: [unknown]) =>
    made()[level](...line);

/**
 * Structured logs on stdout, a JSON object a line. Never patient data: ids of requests and codes only. Made with the first line, so that
 * who only loads this says nothing of an environment that is wrong.
 */
export const log: Log = { debug: to("debug"), info: to("info"), warn: to("warn"), error: to("error") };
