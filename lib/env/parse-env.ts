import "server-only";
import { isAbsolute, resolve } from "node:path";
import type { z } from "zod";
import { envSchema } from "./schema";

export type Env = z.output<typeof envSchema>;

/** One line per bad variable: which, and what it needs. Values are never repeated, because some are secrets. */
export class EnvError extends Error {
  override name = "EnvError";
}

/**
 * Checks environment variables; an empty one counts as not set. `DATA_DIR` comes back absolute.
 * @throws EnvError naming every bad variable
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = envSchema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new EnvError([...new Set(lines)].join("\n"));
  }
  const { DATA_DIR } = parsed.data;
  return {
    ...parsed.data,
    DATA_DIR: isAbsolute(DATA_DIR) ? DATA_DIR : resolve(/* turbopackIgnore: true */ process.cwd(), DATA_DIR),
  };
}
