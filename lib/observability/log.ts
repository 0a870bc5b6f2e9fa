import "server-only";
import pino from "pino";
import { env } from "@/lib/env";
import { once } from "@/lib/process";

function createLog(): pino.Logger {
  return pino({
    level: env().LOG_LEVEL,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}

/** Structured logs on stdout, a JSON object a line. Never patient data: ids of requests and codes only. */
export const log: pino.Logger = once("log", createLog);
