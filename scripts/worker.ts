import { schedulePruning } from "./jobs/prune-sessions";
import { runCommand, say } from "./run-command";
import { listenForStop, untilAborted } from "./server/stop-signal.mjs";
import { openDatabase } from "./with-database";

await runCommand(async () => {
  const stop = listenForStop();
  const database = await openDatabase();
  const stopPruning = schedulePruning(database.owner, say);
  say("The worker is running; it prunes ended sessions every hour. Ctrl-C stops it.");
  await untilAborted(stop.signal);
  stopPruning();
  await database.close();
  return 0;
});
process.exit();
