import type { Sql } from "@/db/client";

const HOUR_MS = 3_600_000;

/** Deletes sessions a day after their end and forgotten sign-in failures; returns how many sessions went. */
export async function pruneSessions(owner: Sql): Promise<number> {
  const sessions = await owner`DELETE FROM session WHERE expires_at < now() - interval '1 day'`;
  await owner`DELETE FROM sign_in_failure WHERE updated_at < now() - interval '1 day'`;
  return sessions.count;
}

/** Prunes now and every hour; a failure is told and the next hour tries again. Returns what stops it. */
export function schedulePruning(owner: Sql, log: (line: string) => void): () => void {
  const run = (): void => {
    pruneSessions(owner).catch((error: Error) => log(`Pruning sessions failed: ${error.message}`));
  };
  run();
  const timer = setInterval(run, HOUR_MS);
  return () => clearInterval(timer);
}
