import { EnvError } from "@/lib/env";

/** Ends a command with this exit status after its message, which may be empty when all was said. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

/** The error in one line; a failed connection to several addresses has its reason inside. */
export function toOneLine(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return toOneLine(error.errors[0]);
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.trim().split("\n").join(" ");
}

/** Writes a line for the person at the terminal; stdout belongs to the command's answer. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * postgres.js 3.4.9 writes what a transaction still had to say to a connection that is gone, outside of any promise. The
 * transaction itself has failed with CONNECTION_CLOSED by then, which its caller has heard.
 */
function isLateWrite(error: unknown): boolean {
  return (
    error instanceof TypeError && /nextWrite \(.*postgres[/\\]src[/\\]connection\.js/.test(error.stack ?? "")
  );
}

/** @throws CommandError when the command, which takes no arguments, was given some: a wish that is not heard must not look done. */
export function refuseArguments(name: string, given: readonly string[] = process.argv.slice(2)): void {
  if (given.length > 0)
    throw new CommandError(`npm run ${name} takes no arguments; it was given: ${given.join(" ")}`);
}

/** Runs a command: its failure becomes one line on stderr and the exit status. */
export async function runCommand(main: () => Promise<number | undefined>): Promise<void> {
  process.on("uncaughtException", (error) => {
    if (isLateWrite(error)) return;
    say(`swiftchart: ${error.stack ?? toOneLine(error)}`);
    process.exit(1);
  });
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.exitCode = error instanceof CommandError ? error.exitCode : 1;
    if (error instanceof EnvError) for (const line of error.message.split("\n")) say(`swiftchart: ${line}`);
    else if (toOneLine(error) !== "") say(`swiftchart: ${toOneLine(error)}`);
    if (process.env.LOG_LEVEL === "debug" && error instanceof Error) say(error.stack ?? "");
  }
}
