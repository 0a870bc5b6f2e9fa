import "server-only";
import type { Resource } from "@medplum/fhirtypes";
import type { Tx } from "@/db/client";
import type { ResolvedLink, ResourceKey } from "@/lib/resources";
import type { Ctx } from "@/lib/tenancy";
import type { Batch } from "./batch";
import { mapDrafts } from "./map-drafts";
import type { MatchedItem } from "./match-items";
import { readStored } from "./read-stored";

export type Links = Map<MatchedItem, ResolvedLink[]>;

// A chart row shows their names; the reference itself may have none.
const NAMED = new Set(["Medication", "Practitioner", "Organization"]);

function addressOf({ type, id }: ResourceKey): string {
  return `${type}/${id}`;
}

function namedTargets(links: readonly ResolvedLink[], isHere: (address: string) => boolean): ResourceKey[] {
  return links.flatMap(({ link, target }) => {
    const hasName = Reflect.get(link.holder, "display") !== undefined;
    return target && NAMED.has(target.type) && !hasName && !isHere(addressOf(target)) ? [target] : [];
  });
}

/** Maps chart rows again whose medication or author came in an earlier file, now that it can be read from the database. */
export async function remapDrafts(
  tx: Tx,
  ctx: Ctx,
  input: { batch: Batch; changed: readonly MatchedItem[]; links: Links },
): Promise<void> {
  const { batch, changed, links } = input;
  const resources = new Map<string, Resource>();
  for (const { item, id } of links.keys()) resources.set(`${item.type}/${id}`, item.resource);
  const affected: MatchedItem[] = [];
  const wanted = new Map<string, ResourceKey>();
  for (const one of changed) {
    if (!one.item.drafts.record) continue;
    const targets = namedTargets(links.get(one) ?? [], (address) => resources.has(address));
    for (const target of targets) wanted.set(addressOf(target), target);
    if (targets.length > 0) affected.push(one);
  }
  if (affected.length === 0) return;
  for (const { type, id, resource } of await readStored(tx, ctx.tenant.id, [...wanted.values()])) {
    resources.set(`${type}/${id}`, JSON.parse(resource) as Resource);
  }
  for (const { item } of affected) {
    item.drafts = mapDrafts(item.resource, {
      digits: batch.digits,
      timeZone: ctx.tenant.timeZone,
      resourceAt: (reference) => resources.get(reference),
    });
  }
}
