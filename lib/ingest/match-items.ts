import "server-only";
import { identifierKey, type KnownResources, type StoredResource } from "@/lib/resources";
import type { Batch, Item } from "./batch";
import { isDirectoryType } from "./load-known";
import type { RecentIds } from "./recent-ids";
import type { Rejection } from "./schema";

export type Outcome = "created" | "updated" | "unchanged";
/** An item with the id it is stored under and what is to happen to it. `stored`: what is there under that id. */
export type MatchedItem = { item: Item; id: string; outcome: Outcome; stored: StoredResource | undefined };
export type MatchedBatch = { matched: MatchedItem[]; rejected: Rejection[] };

type Context = { known: KnownResources; recent: RecentIds };

/** Decides for each resource of a batch under which id it is stored and whether it is new, changed or the same. */
export function matchItems(batch: Batch, context: Context): MatchedBatch {
  return new Matching(batch, context).run();
}

class Matching {
  private readonly matched: MatchedItem[] = [];
  private readonly rejected: Rejection[] = [];
  /** First copy of each `Type/id` of this batch. */
  private readonly first = new Map<string, MatchedItem>();
  /** First id of each identifier of this batch. */
  private readonly identified = new Map<string, string>();

  constructor(
    private readonly batch: Batch,
    private readonly context: Context,
  ) {}

  run(): MatchedBatch {
    for (const item of this.batch.items) this.match(item);
    return { matched: this.matched, rejected: this.rejected };
  }

  private match(item: Item): void {
    const { known } = this.context;
    const matches = item.condition ? known.identifiedBy(item.type, item.condition) : [];
    const id = matches[0]?.id ?? this.idOf(item);
    const stored = known.at(item.type, id);
    const copy = this.first.get(`${item.type}/${id}`);
    const isKept = item.condition?.kind === "create" && matches.length === 1;
    const outcome = isKept ? "unchanged" : this.outcomeOf(item, id, stored);
    if (matches.length > 1)
      this.reject(item, "several stored resources have the identifier of its condition");
    else if (copy) this.matchCopy(item, copy);
    else if (outcome === "conflict")
      this.reject(item, "another copy with other content came earlier in this import");
    else this.note({ item, id, outcome, stored });
  }

  private note(matched: MatchedItem): void {
    const { item, id } = matched;
    this.matched.push(matched);
    this.first.set(`${item.type}/${id}`, matched);
    for (const identifier of item.identifiers) {
      const key = identifierKey(item.type, identifier);
      if (identifier.system !== "" && !this.identified.has(key)) this.identified.set(key, id);
    }
  }

  private idOf({ type, candidate, sourceId, identifiers }: Item): string {
    const { known } = this.context;
    if (known.at(type, candidate)) return candidate;
    const renamed = sourceId ? known.bySourceId(type, sourceId) : undefined;
    if (renamed) return renamed.id;
    return (isDirectoryType(type) ? this.knownIdOf(type, identifiers) : undefined) ?? candidate;
  }

  /** The organization, practitioner or place that is known under another id by one of these identifiers. */
  private knownIdOf(type: string, identifiers: Item["identifiers"]): string | undefined {
    for (const identifier of identifiers) {
      if (identifier.system === "") continue;
      const [known] = this.context.known.identifiedBy(type, identifier);
      const id = known?.id ?? this.identified.get(identifierKey(type, identifier));
      if (id) return id;
    }
    return undefined;
  }

  private outcomeOf(item: Item, id: string, stored: StoredResource | undefined): Outcome | "conflict" {
    if (!stored) return "created";
    if (stored.hash === item.hash) return "unchanged";
    if (isDirectoryType(item.type)) {
      // One recognised by its identifier, or met again in the same import, does not change the first: two copies that differ
      // would take turns on every import.
      return id !== item.candidate || this.context.recent.has(item.type, id) ? "unchanged" : "updated";
    }
    return this.context.recent.has(item.type, id) ? "conflict" : "updated";
  }

  private matchCopy(item: Item, copy: MatchedItem): void {
    if (copy.item.hash === item.hash || isDirectoryType(item.type)) {
      this.matched.push({ item, id: copy.id, outcome: "unchanged", stored: copy.stored });
    } else {
      this.reject(item, `another copy with other content is at place ${copy.item.index}`);
    }
  }

  private reject({ index, type, sourceId }: Item, reason: string): void {
    this.rejected.push({ file: this.batch.file, index, resourceType: type, id: sourceId, reason });
  }
}
