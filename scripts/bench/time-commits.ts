import type { Sql } from "@/db/client";

/** The times of changing one small row durably: what no write on this disk can be quicker than. Leaves nothing behind. */
export async function timeCommits(owner: Sql, count: number): Promise<number[]> {
  await owner`CREATE SCHEMA IF NOT EXISTS bench`;
  await owner`CREATE TABLE IF NOT EXISTS bench.counter (id int PRIMARY KEY, n int NOT NULL)`;
  await owner`INSERT INTO bench.counter VALUES (1, 0) ON CONFLICT DO NOTHING`;
  try {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const started = performance.now();
      await owner`UPDATE bench.counter SET n = n + 1 WHERE id = 1`;
      times.push(performance.now() - started);
    }
    return times;
  } finally {
    await owner`DROP SCHEMA bench CASCADE`;
  }
}
