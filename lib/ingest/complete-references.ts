import "server-only";
import type { Tx } from "@/db/client";
import { NumberDigits, parseExactJson } from "@/lib/fhir";
import {
  clearPending,
  findCompletable,
  listHolders,
  listPendingTargets,
  lockImports,
  type ResourceKey,
  rewriteLink,
} from "@/lib/resources";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { buildRows } from "./build-rows";
import { findStored, loadKnown } from "./load-known";
import type { MatchedItem } from "./match-items";
import { prepareBatch } from "./prepare-batch";
import { readStored } from "./read-stored";
import { remapDrafts } from "./remap-drafts";
import { resolveAll, resolverOf, writeRows } from "./store-batch";

const PAGE = 300;
const BEFORE_ALL: ResourceKey = { type: "", id: "00000000-0000-0000-0000-000000000000" };

/**
 * Points references at targets that came after them, in this import or a later one, and moves what waited for its patient
 * into the chart. No new versions: the resources say what they said. Returns how many references found their target.
 */
export async function completeReferences(ctx: Ctx, signal?: AbortSignal): Promise<number> {
  let completed = 0;
  let after: ResourceKey | undefined = BEFORE_ALL;
  while (after && !signal?.aborted) {
    const from: ResourceKey = after;
    const page = await withTransaction(ctx, (tx) => completePage(tx, ctx, from));
    completed += page.completed;
    after = page.last;
  }
  return completed;
}

async function completePage(
  tx: Tx,
  ctx: Ctx,
  after: ResourceKey,
): Promise<{ completed: number; last: ResourceKey | undefined }> {
  const tenantId = ctx.tenant.id;
  await lockImports(tx, tenantId);
  const holders = await listHolders(tx, tenantId, after, PAGE);
  const last = holders.length === PAGE ? holders.at(-1) : undefined;
  const arrived = await findStored(tx, tenantId, await listPendingTargets(tx, tenantId, holders));
  const completable = await findCompletable(tx, tenantId, { holders, arrived });
  if (completable.length === 0) return { completed: 0, last };
  return { completed: await complete(tx, ctx, completable), last };
}

async function complete(tx: Tx, ctx: Ctx, holders: readonly ResourceKey[]): Promise<number> {
  const tenantId = ctx.tenant.id;
  const stored = await readStored(tx, tenantId, holders, { isLocked: true });
  const digits = new NumberDigits();
  const entries = stored.map(({ resource }, index) => ({
    index,
    resource: parseExactJson(resource, digits).value,
  }));
  const batch = await prepareBatch(ctx, { file: "", entries, digits });
  const known = await loadKnown(tx, tenantId, batch);
  const matched: MatchedItem[] = batch.items.flatMap((item) => {
    const id = stored[item.index]?.id;
    return id ? [{ item, id, outcome: "updated" as const, stored: known.at(item.type, id) }] : [];
  });
  const resolver = resolverOf(known, matched);
  const links = new Map(matched.map((one) => [one, resolveAll(one, resolver)]));
  for (const resolved of [...links.values()].flat()) rewriteLink(resolved);
  await remapDrafts(tx, ctx, { batch, changed: matched, links });
  await writeRows(tx, ctx, buildRows(matched, { batch, known, matched, resolver, isCompletion: true }));
  const found = [...links].flatMap(([{ item, id }, all]) =>
    all.filter(({ target }) => target).map(({ link }) => ({ type: item.type, id, path: link.path })),
  );
  return clearPending(tx, tenantId, found);
}
