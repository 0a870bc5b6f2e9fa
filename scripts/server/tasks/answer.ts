import { toOneLine } from "../../run-command";

/** The process that asked for the task, and uses what the task starts. */
export const askedBy = Number(process.argv[2]);

/**
 * Runs a task of the supervisor: what `main` returns is sent to it, a failure as a complaint, a line for each fault. Ends this
 * process, and what it has started with it when the supervisor is gone.
 */
export async function answer(main: () => Promise<unknown>): Promise<void> {
  process.on("disconnect", () => process.kill(-process.pid, "SIGTERM"));
  let message: { answer: unknown } | { complaint: string };
  try {
    message = { answer: (await main()) ?? {} };
  } catch (error) {
    // Bad environment variables have a line each, everything else is one line.
    const isMany = error instanceof Error && error.name === "EnvError";
    message = { complaint: isMany ? error.message : toOneLine(error) };
    if (process.env.LOG_LEVEL === "debug" && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  }
  process.send?.(message, () => process.exit("answer" in message ? 0 : 1));
}
