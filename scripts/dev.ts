import { runCommand } from "./run-command";
import { serve } from "./server/serve";

await runCommand(() => serve("dev"));
process.exit();
