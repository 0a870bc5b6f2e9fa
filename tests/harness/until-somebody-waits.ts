import type { Sql } from "@/db/client";

/** Comes back when some transaction of the database waits for a lock of another. */
export async function untilSomebodyWaits(owner: Sql): Promise<void> {
  let waiting = 0;
  while (waiting === 0) {
    const rows = await owner`SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE NOT l.granted AND a.datname = current_database()`;
    waiting = rows.length;
  }
}
