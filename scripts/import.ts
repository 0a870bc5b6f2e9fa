import { statSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { lastComplaint } from "@/db/embedded";
import { type ImportReport, importPaths } from "@/lib/ingest";
import { systemContext } from "@/lib/tenancy";
import { ProgressBar } from "./import/progress-bar";
import { reportText } from "./import/report-text";
import { CommandError, runCommand, say } from "./run-command";
import { withDatabase } from "./with-database";

// A long stream of short-lived resources: collecting earlier costs a tenth of the time and halves the memory (bench import).
setFlagsFromString("--heap-growing-percent=20");
setFlagsFromString("--semi-space-growth-factor=1");

const USAGE = "Usage: npm run import -- [--tenant demo] [--json] <path>…";

type Wanted = { tenant: string; isJson: boolean; paths: string[] };

function readArguments(): Wanted {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { tenant: { type: "string", default: "demo" }, json: { type: "boolean", default: false } },
    });
    if (positionals.length === 0) throw new Error("Say what to import");
    // npm runs a script in the project's folder; the path was typed in another.
    const typedIn = process.env.INIT_CWD ?? process.cwd();
    const toPath = (given: string): string =>
      typedIn === process.cwd() ? given : path.resolve(typedIn, given);
    return { tenant: values.tenant, isJson: values.json, paths: positionals.map(toPath) };
  } catch (error) {
    const [what] = (error instanceof Error ? error.message : String(error)).split(". ");
    throw new CommandError(`${what}. ${USAGE}`);
  }
}

/** 0 everything is in, 2 some was rejected or left out, 1 nothing is in. */
function exitCodeOf(report: ImportReport, wasStopped: boolean): number {
  const accepted = Object.values(report.resources).some((n) => n.created + n.updated + n.unchanged > 0);
  if (!accepted) return 1;
  return report.rejected.length > 0 || wasStopped || report.interrupted ? 2 : 0;
}

/** Why the embedded server went, when its log tells since byte `from`: "no space left" is seen nowhere else. */
function serverSaid(logPath: string, from: number): string {
  const complaint = lastComplaint(logPath, from);
  return complaint ? ` PostgreSQL's log: ${complaint}` : "";
}

async function runImport({ tenant, isJson, paths }: Wanted): Promise<number> {
  const stop = new AbortController();
  const onInterrupt = (): void => {
    say("Stopping after the file that is being written. Once more stops at once.");
    stop.abort();
  };
  const bar = process.stderr.isTTY ? new ProgressBar(process.stderr) : null;
  return withDatabase(async ({ owner, embedded }) => {
    const logStart = embedded ? statSync(embedded.logPath).size : 0;
    const ctx = await systemContext(owner, { tenant, actor: "import" });
    const onProgress = bar ? { onProgress: bar.show } : {};
    const report = await importPaths(ctx, paths, { ...onProgress, signal: stop.signal }).finally(() =>
      bar?.clear(),
    );
    if (isJson) process.stdout.write(`${JSON.stringify(report)}\n`);
    else process.stdout.write(reportText(report));
    if (report.interrupted)
      say(`swiftchart: ${report.interrupted}${embedded ? serverSaid(embedded.logPath, logStart) : ""}`);
    if (stop.signal.aborted)
      say("swiftchart: the import was interrupted; what is in stays in. Run it again for the rest.");
    return exitCodeOf(report, stop.signal.aborted);
  }, onInterrupt);
}

await runCommand(() => runImport(readArguments()));
