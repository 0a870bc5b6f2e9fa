import "server-only";
import type { Tx } from "@/db/client";
import type { QueueName } from "@/db/jobs-schema";
import { jobs } from "./boss";

/** Ids only: the job tables have no row-level security. */
export type JobPayload = { tenantId: string } & Record<string, string>;

/**
 * Sends a job in the given transaction: it exists when the transaction has committed, and never when it has not. Each sending is a
 * job of its own: one that still waits must not serve for it, because a worker may take that one before this transaction commits.
 */
export async function sendJob(tx: Tx, queue: QueueName, payload: JobPayload): Promise<void> {
  const boss = await jobs();
  const executeSql = async (text: string, values: unknown[] = []) => ({
    rows: await tx.unsafe(text, values as never[], { prepare: true }),
  });
  await boss.send(queue, payload, { db: { executeSql } });
}
