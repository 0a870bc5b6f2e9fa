import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { env } from "@/lib/env";
import { CommandError } from "../run-command";

/**
 * The one file that `npm run backup` and `npm run restore` are given, as an absolute path.
 * @throws CommandError without one, or with a DATABASE_URL, whose database is not ours to copy
 */
export function readBackupFile(command: "backup" | "restore"): string {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [file, ...more] = positionals;
  if (!file || more.length > 0)
    throw new CommandError(`Say which file: npm run ${command} -- /mnt/backup/clinic.tar.gz`);
  if (env().DATABASE_URL)
    throw new CommandError(
      `npm run ${command} is for the embedded database, and DATABASE_URL is set. See docs/runbooks/backup-and-restore.md for pg_dump.`,
    );
  return resolve(process.env.INIT_CWD ?? process.cwd(), file);
}
