import "server-only";
import { randomUUID } from "node:crypto";
import { AppError } from "@/lib/errors";
import { loadFhirDefinitions } from "@/lib/fhir";
import { listUnresolved } from "@/lib/resources";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import type { Batch } from "./batch";
import { completeReferences } from "./complete-references";
import { isConnectionLost, isWorthRetrying, lossOf, refusalOf } from "./database-faults";
import { readBatches } from "./read-batches";
import { countBytes, readSources } from "./read-sources";
import { RecentIds } from "./recent-ids";
import { ReportBuilder } from "./report-builder";
import type { ImportOptions, ImportProgress, ImportReport } from "./schema";
import { type Import, type StoredBatch, storeBatch } from "./store-batch";

const TRIES = 3;

/**
 * Imports FHIR R4 from files, folders and archives into the caller's tenant: one transaction per file (or part of a long
 * NDJSON file), invalid resources rejected one by one. The same input again changes nothing. Memory does not grow with the input.
 * For commands, which hold no permission and need none. Audited per transaction.
 * A connection to the database that is lost on the way ends it: what was committed stays, and the report says so.
 * @throws AppError("unavailable") when it is lost before anything went in
 */
export async function importPaths(
  ctx: Ctx,
  paths: readonly string[],
  { signal, onProgress }: ImportOptions = {},
): Promise<ImportReport> {
  const started = performance.now();
  const report = new ReportBuilder();
  const running: Import = { id: randomUUID(), recent: new RecentIds() };
  const totalBytes = onProgress ? await countBytes(paths) : 0;
  const progress: ImportProgress = { bytes: 0, totalBytes, resources: 0, file: "" };
  loadFhirDefinitions();
  const secondsSoFar = (): number => (performance.now() - started) / 1000;
  try {
    const batches = readAll(ctx, paths, { report, progress, signal });
    await writeAll(ctx, batches, running, (batch, stored) => {
      report.addBatch(batch, stored);
      Object.assign(progress, { resources: report.resourceCount, file: batch.file });
      onProgress?.(progress);
    });
    const completed = signal?.aborted ? 0 : await completeReferences(ctx, signal);
    const unresolved = await withTransaction(ctx, (tx) => listUnresolved(tx, ctx.tenant.id, running.id));
    return report.finish({ unresolved, completed, seconds: secondsSoFar() });
  } catch (error) {
    if (!isConnectionLost(error)) throw error;
    const loss = lossOf(error);
    if (report.resourceCount === 0) throw new AppError("unavailable", loss, { cause: error });
    return { ...report.finish({ unresolved: [], completed: 0, seconds: secondsSoFar() }), interrupted: loss };
  }
}

/** Writes batch after batch; the next file is read and checked while the database writes this one. */
async function writeAll(
  ctx: Ctx,
  batches: AsyncGenerator<Batch>,
  running: Import,
  onStored: (batch: Batch, stored: StoredBatch) => void,
): Promise<void> {
  let next = batches.next();
  try {
    for (;;) {
      const { value: batch, done } = await next;
      if (done) return;
      const writing = write(ctx, batch, running);
      next = batches.next();
      // Heard in the next round; until then a failure of it is not unhandled.
      next.catch(() => {});
      onStored(batch, await writing);
    }
  } finally {
    await batches.return(undefined);
  }
}

async function* readAll(
  ctx: Ctx,
  paths: readonly string[],
  run: { report: ReportBuilder; progress: ImportProgress; signal: AbortSignal | undefined },
): AsyncGenerator<Batch> {
  const { report, progress, signal } = run;
  const onBytes = (bytes: number): void => {
    progress.bytes += bytes;
  };
  for await (const source of readSources(paths, { onBytes, signal })) {
    if (signal?.aborted) return;
    report.addSource(source);
    for await (const batch of readBatches(ctx, source, signal)) {
      if (signal?.aborted) return;
      yield batch;
    }
  }
}

/** Writes a batch in one transaction, again after a deadlock; what the database refuses is rejected as a whole. */
async function write(ctx: Ctx, batch: Batch, running: Import): Promise<StoredBatch> {
  for (let attempt = 1; ; attempt++) {
    try {
      const stored = await withTransaction(ctx, (tx) => storeBatch(tx, ctx, batch, running));
      for (const { item, id } of stored.items) running.recent.add(item.type, id);
      return stored;
    } catch (error) {
      if (isConnectionLost(error)) throw error;
      if (isWorthRetrying(error) && attempt < TRIES) continue;
      const rejection = {
        file: batch.file,
        index: null,
        resourceType: null,
        id: null,
        reason: refusalOf(error),
      };
      return { items: [], rejected: [rejection], withoutEntry: [] };
    }
  }
}
