import { refuseArguments, runCommand, say } from "./run-command";
import { openDatabase } from "./with-database";

await runCommand(async () => {
  refuseArguments("migrate");
  const database = await openDatabase();
  await database.close();
  say("The database is up to date.");
  return 0;
});
