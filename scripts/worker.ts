import { startWorking } from "@/lib/jobs";
import { jobHandlers } from "./jobs/handlers";
import { refuseArguments, runCommand, say } from "./run-command";
import { listenForStop, untilAborted } from "./server/stop-signal.mjs";
import { openDatabase } from "./with-database";

await runCommand(async () => {
  refuseArguments("worker");
  const stop = listenForStop();
  const database = await openDatabase();
  try {
    const stopWorking = await startWorking(jobHandlers);
    say("The worker is running. Ctrl-C stops it after the jobs under way.");
    await untilAborted(stop.signal);
    await stopWorking();
  } finally {
    await database.close();
  }
  return 0;
});
process.exit();
