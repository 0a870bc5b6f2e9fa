import "server-only";
import type { Batch } from "./batch";
import type { Source } from "./read-sources";
import type { ImportReport, Rejection, TypeCounts, UnresolvedReference, WithoutEntry } from "./schema";
import type { StoredBatch } from "./store-batch";

/** Gathers what an import did. */
export class ReportBuilder {
  private readonly counts = new Map<string, TypeCounts>();
  private readonly rejected: Rejection[] = [];
  private readonly withoutEntry: WithoutEntry[] = [];
  private files = 0;
  private ignored = 0;
  /** Resources that are in, new or not. */
  resourceCount = 0;

  addSource({ kind }: Source): void {
    if (kind === "ignored") this.ignored++;
    else this.files++;
  }

  addBatch(batch: Batch, stored: StoredBatch): void {
    for (const { item, outcome } of stored.items) this.countsOf(item.type)[outcome]++;
    this.resourceCount += stored.items.length;
    for (const rejection of [...batch.rejected, ...stored.rejected]) {
      this.rejected.push(rejection);
      if (rejection.resourceType) this.countsOf(rejection.resourceType).rejected++;
    }
    this.withoutEntry.push(...stored.withoutEntry);
  }

  finish(rest: { unresolved: UnresolvedReference[]; completed: number; seconds: number }): ImportReport {
    const byName = [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1));
    const { rejected, withoutEntry, files, ignored } = this;
    const seconds = Math.round(rest.seconds * 1000) / 1000;
    return {
      resources: Object.fromEntries(byName),
      rejected,
      withoutEntry,
      files,
      ignored,
      ...rest,
      seconds,
    };
  }

  private countsOf(type: string): TypeCounts {
    const known = this.counts.get(type);
    if (known) return known;
    const counts = { created: 0, updated: 0, unchanged: 0, rejected: 0 };
    this.counts.set(type, counts);
    return counts;
  }
}
