import { runCommand } from "./run-command";
import { serve } from "./server/serve";

await runCommand(() => serve("start"));
process.exit();
