import "server-only";
import { CHART_TYPES } from "@/lib/records";
import type { Batch, Item } from "./batch";
import { identifierKey, type Stored } from "./find-stored";
import { isDirectoryType, type KnownResources, secondId } from "./known-resources";
import type { RecentIds } from "./recent-ids";
import type { Rejection } from "./schema";

export type Outcome = "created" | "updated" | "unchanged";
/** An item with the id it is stored under and what is to happen to it. `stored`: what is there under that id. */
export type Settled = { item: Item; id: string; outcome: Outcome; stored: Stored | undefined };
export type Settlement = { settled: Settled[]; rejected: Rejection[] };

type Context = { tenantId: string; known: KnownResources; recent: RecentIds };

/** Decides for each resource of a batch under which id it is stored and whether it is new, changed or the same. */
export function settleItems(batch: Batch, context: Context): Settlement {
  return new Settling(batch, context).run();
}

class Settling {
  private readonly settled: Settled[] = [];
  private readonly rejected: Rejection[] = [];
  /** First copy of each `Type/id` of this batch. */
  private readonly first = new Map<string, Settled>();
  /** Chart type by id, for rows that this batch makes. */
  private readonly chartTypes = new Map<string, string>();
  private readonly bearers = new Map<string, string>();

  constructor(
    private readonly batch: Batch,
    private readonly context: Context,
  ) {}

  run(): Settlement {
    for (const item of this.batch.items) this.settle(item);
    return { settled: this.settled, rejected: this.rejected };
  }

  private settle(item: Item): void {
    const { known } = this.context;
    const matches = item.condition ? known.bearersOf(item.type, item.condition) : [];
    const id = matches[0]?.id ?? this.idOf(item);
    const stored = known.at(item.type, id);
    const copy = this.first.get(`${item.type}/${id}`);
    const isKept = item.condition?.kind === "create" && matches.length === 1;
    const outcome = isKept ? "unchanged" : this.outcomeOf(item, id, stored);
    if (matches.length > 1)
      this.reject(item, "several stored resources have the identifier of its condition");
    else if (copy) this.settleCopy(item, copy);
    else if (outcome === "conflict")
      this.reject(item, "another copy with other content came earlier in this import");
    else this.note({ item, id, outcome, stored });
  }

  private note(settled: Settled): void {
    const { item, id } = settled;
    this.settled.push(settled);
    this.first.set(`${item.type}/${id}`, settled);
    if (item.type in CHART_TYPES) this.chartTypes.set(id, item.type);
    for (const identifier of item.identifiers) {
      const bearer = identifierKey(item.type, identifier);
      if (identifier.system !== "" && !this.bearers.has(bearer)) this.bearers.set(bearer, id);
    }
  }

  private idOf({ type, candidate, sourceId, identifiers }: Item): string {
    const { known, tenantId } = this.context;
    if (known.at(type, candidate)) return candidate;
    const renamed = sourceId ? known.bySourceId(type, sourceId) : undefined;
    if (renamed) return renamed.id;
    if (isDirectoryType(type)) return this.bearerOf(type, identifiers) ?? candidate;
    if (!(type in CHART_TYPES)) return candidate;
    // Chart rows of all types share one key: the second type to bring an id gets one made from it.
    const here = this.chartTypes.get(candidate);
    const isTaken =
      known.all(candidate).some(({ place }) => place === "record") || (here !== undefined && here !== type);
    return isTaken ? secondId(tenantId, type, candidate) : candidate;
  }

  /** The organization, practitioner or place that is known under another id by one of these identifiers. */
  private bearerOf(type: string, identifiers: Item["identifiers"]): string | undefined {
    for (const identifier of identifiers) {
      if (identifier.system === "") continue;
      const [bearer] = this.context.known.bearersOf(type, identifier);
      const id = bearer?.id ?? this.bearers.get(identifierKey(type, identifier));
      if (id) return id;
    }
    return undefined;
  }

  private outcomeOf(item: Item, id: string, stored: Stored | undefined): Outcome | "conflict" {
    if (!stored) return "created";
    if (stored.hash === item.hash) return "unchanged";
    if (isDirectoryType(item.type)) {
      // One recognised by its identifier, or met again in the same import, does not change the first: two copies that differ
      // would take turns on every import.
      return id !== item.candidate || this.context.recent.has(id) ? "unchanged" : "updated";
    }
    return this.context.recent.has(id) ? "conflict" : "updated";
  }

  private settleCopy(item: Item, copy: Settled): void {
    if (copy.item.hash === item.hash || isDirectoryType(item.type)) {
      this.settled.push({ item, id: copy.id, outcome: "unchanged", stored: copy.stored });
    } else {
      this.reject(item, `another copy with other content is at place ${copy.item.index}`);
    }
  }

  private reject({ index, type, sourceId }: Item, reason: string): void {
    this.rejected.push({ file: this.batch.file, index, resourceType: type, id: sourceId, reason });
  }
}
