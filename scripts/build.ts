import { refuseArguments, runCommand, say } from "./run-command";
import { ensureBuild } from "./server/ensure-build";
import { listenForStop } from "./server/stop-signal.mjs";

await runCommand(async () => {
  refuseArguments("build");
  const isNew = await ensureBuild(process.cwd(), listenForStop().signal);
  say(isNew ? "The build is done." : "The build is of the present sources already.");
  return 0;
});
