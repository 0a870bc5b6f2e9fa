import "server-only";
import type { Tx } from "@/db/client";
import { audit } from "@/lib/audit";
import { postImportedEntries } from "@/lib/billing";
import { storeImportedPatients } from "@/lib/patients";
import { storeImportedRecords } from "@/lib/records";
import type { Ctx } from "@/lib/tenancy";
import type { Batch } from "./batch";
import { namedId, SOURCE_ID } from "./identity";
import { KnownResources } from "./known-resources";
import { type Place, placeSettled } from "./place-settled";
import type { RecentIds } from "./recent-ids";
import { type Links, remapDrafts } from "./remap-drafts";
import { LinkResolver, pendingTarget, type Resolved, rewriteLink } from "./resolve-links";
import type { Rejection, WithoutEntry } from "./schema";
import { type Settled, settleItems } from "./settle-items";
import { type IdentifiedResource, storeIdentifiers } from "./store-identifiers";
import { type PendingReference, storePending } from "./store-pending";
import { keepResourceHistory, releaseResources, storeResources } from "./store-resources";

export type StoredBatch = { settled: Settled[]; rejected: Rejection[]; withoutEntry: WithoutEntry[] };

export type Import = { id: string; recent: RecentIds };

/**
 * Writes a batch in the given transaction: settles which resource is which, points the references at what is stored, makes
 * rows, journal entries and the audit event. May be tried again with the same batch when the transaction fails.
 */
export async function storeBatch(tx: Tx, ctx: Ctx, batch: Batch, running: Import): Promise<StoredBatch> {
  const tenantId = ctx.tenant.id;
  await lockImports(tx, tenantId);
  const known = await KnownResources.load(tx, tenantId, batch);
  const { settled, rejected } = settleItems(batch, { tenantId, known, recent: running.recent });
  const resolver = new LinkResolver(known, settled);
  const links: Links = new Map(settled.map((one) => [one, resolveAll(one, resolver)]));
  const changed = settled.filter(({ outcome }) => outcome !== "unchanged");
  for (const one of changed) for (const resolved of links.get(one) ?? []) rewriteLink(resolved);
  await remapDrafts(tx, ctx, { batch, changed, links });
  const place = placeSettled(changed, { batch, known, settled, resolver });
  const stored = settled.filter((one) => !place.refused.has(one));
  await writePlace(tx, ctx, place);
  await storeIdentifiers(tx, tenantId, identifiersOf(stored, known));
  const pending = stored.flatMap((one) => pendingOf(tenantId, one, links.get(one) ?? []));
  const updated = stored
    .filter(({ outcome }) => outcome === "updated")
    .map(({ item, id }) => ({ type: item.type, id }));
  await storePending(tx, tenantId, { importId: running.id, file: batch.file, pending, changed: updated });
  const refused = [...place.refused].map(([one, reason]) => toRejection(batch.file, one, reason));
  await auditBatch(tx, ctx, stored, batch.rejected.length + rejected.length + refused.length);
  return {
    settled: stored,
    rejected: [...rejected, ...refused],
    withoutEntry: withoutEntryOf(batch.file, stored),
  };
}

/** Two imports at once into one tenant would each find the other's resources missing: they take turns, batch by batch. */
export async function lockImports(tx: Tx, tenantId: string): Promise<void> {
  await tx`SELECT pg_advisory_xact_lock(hashtextextended(${`import ${tenantId}`}, 0))`;
}

function toRejection(file: string, { item }: Settled, reason: string): Rejection {
  return { file, index: item.index, resourceType: item.type, id: item.sourceId, reason };
}

/** Writes rows and journal entries of placed resources. */
export async function writePlace(tx: Tx, ctx: Ctx, place: Place): Promise<void> {
  await storeImportedPatients(tx, ctx, place.patients);
  await keepResourceHistory(tx, ctx, place.isCompletion ? [] : place.released);
  await releaseResources(tx, ctx.tenant.id, place.released);
  await storeImportedRecords(tx, ctx, place.records);
  await storeResources(tx, ctx, place.resources);
  const idOf = (name: string): string => namedId(ctx.tenant.id, name);
  await postImportedEntries(tx, ctx, { items: place.money, idOf });
}

/** The links of a resource with what they point at. */
export function resolveAll({ item }: Settled, resolver: LinkResolver): Resolved[] {
  return item.links.map((link) => ({ link, target: resolver.resolve(link.value) }));
}

function pendingOf(tenantId: string, { item, id }: Settled, links: readonly Resolved[]): PendingReference[] {
  return links
    .filter(({ target }) => target === null)
    .map(({ link }) => ({
      fromType: item.type,
      fromId: id,
      path: link.path,
      reference: link.value,
      ...pendingTarget(tenantId, link.value),
    }));
}

function identifiersOf(
  settled: readonly Settled[],
  known: KnownResources,
): { added: IdentifiedResource[]; changed: IdentifiedResource[] } {
  const added: IdentifiedResource[] = [];
  const changed: IdentifiedResource[] = [];
  for (const { item, id, outcome } of settled) {
    const { type, sourceId, identifiers } = item;
    if (outcome === "created") added.push({ type, id, identifiers });
    if (outcome === "updated") changed.push({ type, id, identifiers });
    if (sourceId === null || sourceId.toLowerCase() === id) continue;
    const name = { system: SOURCE_ID, value: sourceId };
    const isNoted = known.bearersOf(type, name).some((stored) => stored.id === id);
    if (!isNoted) added.push({ type, id, identifiers: [name] });
  }
  return { added, changed };
}

function withoutEntryOf(file: string, settled: readonly Settled[]): WithoutEntry[] {
  return settled.flatMap(({ item, id }) =>
    item.drafts.money?.kind === "none"
      ? [{ file, resourceType: item.type, id, reason: item.drafts.money.reason }]
      : [],
  );
}

async function auditBatch(tx: Tx, ctx: Ctx, settled: readonly Settled[], rejected: number): Promise<void> {
  const counts = { created: 0, updated: 0, unchanged: 0, rejected };
  for (const { outcome } of settled) counts[outcome]++;
  const [patient, ...others] = settled.filter(({ item }) => item.type === "Patient").map(({ id }) => id);
  const isOne = patient !== undefined && others.length === 0;
  await audit(tx, ctx, {
    action: "import.batch",
    ...(isOne ? { patientId: patient } : {}),
    ...(others.length > 0 && patient ? { targetIds: [patient, ...others] } : {}),
    detail: counts,
  });
}
