import { join } from "node:path";
import { refuseArguments, runCommand } from "./run-command";
import { runChild } from "./test/run-child";

await runCommand(async () => {
  refuseArguments("format");
  const { code } = await runChild([
    join("node_modules", "@biomejs", "biome", "bin", "biome"),
    "check",
    "--write",
    ".",
  ]);
  return code ?? 1;
});
