import { CommandError, runCommand, say, toOneLine } from "./run-command";
import { ensureBuild } from "./server/ensure-build";
import { listenForStop, untilAborted } from "./server/stop-signal.mjs";
import { addCounts, type Count, NONE, ONE_FAILED, totalLine } from "./test/count";
import { runEndToEnd } from "./test/end-to-end";
import { endChildren } from "./test/run-child";
import { openRunFolder } from "./test/run-folder";
import { runStaticChecks } from "./test/static-checks";
import { runUnitAndIntegration } from "./test/unit-and-integration";

type Stage = { name: string; run: () => Promise<Count> };

const stop = listenForStop();

async function runBuild(): Promise<Count> {
  await ensureBuild(process.cwd(), stop.signal);
  return { passed: 1, failed: 0, skipped: 0 };
}

/** `npm test -- static unit build e2e` runs the named stages only; further words choose files of the tests. */
function chooseStages(words: string[]): Stage[] {
  const stages: Record<string, (filters: string[]) => Promise<Count>> = {
    static: runStaticChecks,
    unit: runUnitAndIntegration,
    build: runBuild,
    e2e: runEndToEnd,
  };
  const filters = words.filter((word) => !(word in stages));
  const named = words.filter((word) => word in stages);
  return Object.entries(stages)
    .filter(([name]) => named.length === 0 || named.includes(name))
    .map(([name, run]) => ({ name, run: () => run(filters) }));
}

async function runStage({ name, run }: Stage): Promise<Count> {
  if (stop.signal.aborted) return NONE;
  say(`\n── ${name}`);
  const started = performance.now();
  try {
    const count = await run();
    say(`── ${name}: ${totalLine(count)} (${Math.round((performance.now() - started) / 1000)} s)`);
    return count;
  } catch (error) {
    say(`── ${name} failed: ${error instanceof Error ? error.message : toOneLine(error)}`);
    return ONE_FAILED;
  }
}

await runCommand(async () => {
  const option = process.argv.slice(2).find((word) => word.startsWith("-"));
  if (option)
    throw new CommandError(`npm test takes stages and file names, no options; it was given: ${option}`);
  await openRunFolder();
  void untilAborted(stop.signal).then(endChildren);
  let total = NONE;
  for (const stage of chooseStages(process.argv.slice(2))) total = addCounts(total, await runStage(stage));
  if (stop.signal.aborted) {
    say("Stopped before the end.");
    total = addCounts(total, ONE_FAILED);
  }
  process.stdout.write(`${totalLine(total)}\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
});
process.exit();
