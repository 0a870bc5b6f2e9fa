import { NumberDigits, parseExactJson } from "@/lib/fhir";
import "server-only";
import type { Tx } from "@/db/client";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { readStoredTexts } from "./find-stored";
import { KnownResources } from "./known-resources";
import { placeSettled } from "./place-settled";
import { prepareBatch } from "./prepare-batch";
import { remapDrafts } from "./remap-drafts";
import { LinkResolver, rewriteLink } from "./resolve-links";
import type { Settled } from "./settle-items";
import { lockImports, resolveAll, writePlace } from "./store-batch";
import { clearPending, findCompletable, type Holder, listHolders } from "./store-pending";

const PAGE = 300;
const BEFORE_ALL: Holder = { type: "", id: "00000000-0000-0000-0000-000000000000" };

/**
 * Points references at targets that came after them, in this import or a later one, and moves what waited for its patient
 * into the chart. No new versions: the resources say what they said. Returns how many references found their target.
 */
export async function completeReferences(ctx: Ctx, signal?: AbortSignal): Promise<number> {
  let completed = 0;
  let after: Holder | undefined = BEFORE_ALL;
  while (after && !signal?.aborted) {
    const from: Holder = after;
    const page = await withTransaction(ctx, (tx) => completePage(tx, ctx, from));
    completed += page.completed;
    after = page.last;
  }
  return completed;
}

async function completePage(
  tx: Tx,
  ctx: Ctx,
  after: Holder,
): Promise<{ completed: number; last: Holder | undefined }> {
  const tenantId = ctx.tenant.id;
  await lockImports(tx, tenantId);
  const holders = await listHolders(tx, tenantId, after, PAGE);
  const last = holders.length === PAGE ? holders.at(-1) : undefined;
  const completable = holders.length > 0 ? await findCompletable(tx, tenantId, holders) : [];
  if (completable.length === 0) return { completed: 0, last };
  return { completed: await complete(tx, ctx, completable), last };
}

async function complete(tx: Tx, ctx: Ctx, holders: readonly Holder[]): Promise<number> {
  const tenantId = ctx.tenant.id;
  const stored = await readStoredTexts(tx, tenantId, holders);
  const digits = new NumberDigits();
  const entries = stored.map(({ text }, index) => ({ index, resource: parseExactJson(text, digits).value }));
  const batch = await prepareBatch(ctx, { file: "", entries, digits });
  const known = await KnownResources.load(tx, tenantId, batch);
  const settled: Settled[] = batch.items.flatMap((item) => {
    const id = stored[item.index]?.id;
    return id ? [{ item, id, outcome: "updated" as const, stored: known.at(item.type, id) }] : [];
  });
  const resolver = new LinkResolver(known, settled);
  const links = new Map(settled.map((one) => [one, resolveAll(one, resolver)]));
  for (const resolved of [...links.values()].flat()) rewriteLink(resolved);
  await remapDrafts(tx, ctx, { batch, changed: settled, links });
  await writePlace(tx, ctx, placeSettled(settled, { batch, known, settled, resolver, isCompletion: true }));
  const found = [...links].flatMap(([{ item, id }, all]) =>
    all.filter(({ target }) => target).map(({ link }) => ({ type: item.type, id, path: link.path })),
  );
  return clearPending(tx, tenantId, found);
}
