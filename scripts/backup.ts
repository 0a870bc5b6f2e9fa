import { backupEmbedded } from "@/db/embedded";
import { env } from "@/lib/env";
import { readBackupFile } from "./backup/backup-file";
import { runCommand, say } from "./run-command";

await runCommand(async () => {
  const file = readBackupFile("backup");
  const { sha256, files, bytes } = await backupEmbedded(env().DATA_DIR, file);
  say(
    `${file}: ${Math.ceil(bytes / 1_048_576).toLocaleString("en")} MB in ${files.toLocaleString("en")} files, SHA-256 ${sha256}`,
  );
  return 0;
});
