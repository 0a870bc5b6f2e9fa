import { restoreEmbedded } from "@/db/embedded";
import { env } from "@/lib/env";
import { readBackupFile } from "./backup/backup-file";
import { runCommand, say } from "./run-command";

await runCommand(async () => {
  const file = readBackupFile("restore");
  const { madeAt } = await restoreEmbedded(env().DATA_DIR, file);
  say(`${env().DATA_DIR} holds the database of ${madeAt}. npm start serves it.`);
  return 0;
});
