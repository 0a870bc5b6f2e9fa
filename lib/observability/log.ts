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

/** Structured logs on stdout, a JSON object a line. Never patient data: ids of requests and codes only. */
export const log: pino.Logger = once("log", createLog);
