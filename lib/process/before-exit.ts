import "server-only";
import { once } from "./once";

const tasks = once("before exit", () => new Set<() => Promise<void>>());

/** Has `run` called before the web server ends, after its last answer; it must be quick and end. */
export function beforeExit(run: () => Promise<void>): void {
  tasks.add(run);
}

/** Calls what beforeExit was given, all at once; a failure of one keeps no other from its end. For the server, once. */
export async function runBeforeExit(): Promise<void> {
  await Promise.allSettled([...tasks].map((run) => run()));
}
