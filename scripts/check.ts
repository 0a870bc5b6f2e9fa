import { refuseArguments, runCommand } from "./run-command";
import { runStaticChecks } from "./test/static-checks";

await runCommand(async () => {
  refuseArguments("check");
  return (await runStaticChecks()).failed === 0 ? 0 : 1;
});
