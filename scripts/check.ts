import { runCommand } from "./run-command";
import { runStaticChecks } from "./test/static-checks";

await runCommand(async () => ((await runStaticChecks()).failed === 0 ? 0 : 1));
