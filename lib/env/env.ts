import "server-only";
import { type Env, parseEnv } from "./parse-env";

let checked: Env | undefined;

/**
 * The checked environment of this process, read once.
 * @throws EnvError on the first call when a variable is bad
 */
export function env(): Env {
  checked ??= parseEnv(process.env);
  return checked;
}

/** Makes the next `env()` read again: for commands that set DATABASE_URL after starting the embedded server, and for tests. */
export function resetEnv(): void {
  checked = undefined;
}
