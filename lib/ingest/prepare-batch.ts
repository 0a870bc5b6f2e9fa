import "server-only";
import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Resource } from "@medplum/fhirtypes";
import {
  findLinks,
  findResourceFault,
  isRecord,
  MappingFault,
  type NumberDigits,
  parseIdentifierSearch,
} from "@/lib/fhir";
import { candidateId, identifiersOf } from "@/lib/resources";
import type { Ctx } from "@/lib/tenancy";
import type { Batch, Item } from "./batch";
import { mapDrafts } from "./map-drafts";
import type { Rejection } from "./schema";

/** A resource as it stands in a file, before it is looked at. `fault`: what the JSON itself did wrong in it. */
export type Entry = {
  index: number;
  resource: unknown;
  fullUrl?: unknown;
  request?: unknown;
  fault?: string | undefined;
};

const METHODS = new Set(["POST", "PUT"]);
// After so many resources the event loop has a turn, in which answers of the database are heard.
const RESOURCES_A_TURN = 40;

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function requestFault(request: unknown): string | null {
  if (request === undefined) return null;
  const method = isRecord(request) ? request.method : undefined;
  return METHODS.has(String(method))
    ? null
    : `the entry asks for ${JSON.stringify(method) ?? "no method"}; only POST and PUT bring a resource`;
}

function conditionOf(request: unknown, type: string): Item["condition"] {
  if (!isRecord(request)) return null;
  const url = textOf(request.url) ?? "";
  const onUpdate = request.method === "PUT" && url.startsWith(`${type}?`) ? url : null;
  const search = textOf(request.ifNoneExist) ?? onUpdate;
  if (!search) return null;
  const identifier = parseIdentifierSearch(search);
  if (!identifier) throw new MappingFault("the entry's condition is no search by one identifier");
  return { kind: onUpdate ? "update" : "create", ...identifier };
}

class Preparation {
  readonly items: Item[] = [];
  readonly rejected: Rejection[] = [];
  private readonly byAddress = new Map<string, Resource>();

  constructor(
    private readonly ctx: Ctx,
    private readonly file: string,
    private readonly digits: NumberDigits,
  ) {}

  /** Notes under which addresses the entry's resource can be found, so that earlier ones may name it. */
  announce({ resource, fullUrl }: Entry): void {
    if (!isRecord(resource) || typeof resource.resourceType !== "string") return;
    const known = resource as unknown as Resource;
    if (textOf(fullUrl)) this.byAddress.set(String(fullUrl), known);
    if (textOf(resource.id)) this.byAddress.set(`${resource.resourceType}/${resource.id}`, known);
  }

  add(entry: Entry): void {
    const fault = entry.fault ?? requestFault(entry.request) ?? findResourceFault(entry.resource);
    if (fault !== null) {
      this.reject(entry, fault);
      return;
    }
    try {
      // What findResourceFault passes is an R4 resource.
      this.items.push(this.toItem(entry, entry.resource as Resource & Record<string, unknown>));
    } catch (error) {
      if (!(error instanceof MappingFault)) throw error;
      this.reject(entry, error.message);
    }
  }

  private toItem(entry: Entry, resource: Resource & Record<string, unknown>): Item {
    const type = resource.resourceType;
    const condition = conditionOf(entry.request, type);
    const sourceId = resource.id ?? null;
    const fullUrl = textOf(entry.fullUrl);
    const hash = createHash("sha256").update(this.digits.stringify(resource)).digest("hex");
    const drafts = mapDrafts(resource, {
      digits: this.digits,
      timeZone: this.ctx.tenant.timeZone,
      resourceAt: (reference) => this.byAddress.get(reference),
    });
    return {
      index: entry.index,
      type,
      sourceId,
      fullUrl,
      candidate: candidateId(this.ctx.tenant.id, { type, sourceId, fullUrl, hash }),
      resource,
      hash,
      links: findLinks(resource),
      identifiers: identifiersOf(resource),
      condition,
      drafts,
    };
  }

  private reject({ index, resource }: Entry, reason: string): void {
    const known = isRecord(resource) ? resource : {};
    const resourceType = textOf(known.resourceType)?.slice(0, 64) ?? null;
    this.rejected.push({
      file: this.file,
      index,
      resourceType,
      id: textOf(known.id)?.slice(0, 64) ?? null,
      reason,
    });
  }
}

/** Validates the entries of a file and maps the valid ones; the others are rejected one by one. */
export async function prepareBatch(
  ctx: Ctx,
  input: { file: string; entries: readonly Entry[]; digits: NumberDigits },
): Promise<Batch> {
  const preparation = new Preparation(ctx, input.file, input.digits);
  for (const entry of input.entries) preparation.announce(entry);
  for (const [count, entry] of input.entries.entries()) {
    if (count % RESOURCES_A_TURN === RESOURCES_A_TURN - 1) await setImmediate();
    preparation.add(entry);
  }
  const { items, rejected } = preparation;
  return { file: input.file, items, rejected, digits: input.digits };
}
