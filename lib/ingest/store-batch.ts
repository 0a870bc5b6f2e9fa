import "server-only";
import type { Tx } from "@/db/client";
import { audit } from "@/lib/audit";
import { postImportedEntries } from "@/lib/billing";
import { storeImportedPatients } from "@/lib/patients";
import { rejudgeVitals, storeImportedRecords } from "@/lib/records";
import {
  type IdentifiedResource,
  type KnownResources,
  keepResourceVersions,
  LinkResolver,
  lockImports,
  namedId,
  type PendingReference,
  pendingTarget,
  type ResolvedLink,
  releaseResources,
  rewriteLink,
  SOURCE_ID,
  storeIdentifiers,
  storePending,
  storeResources,
} from "@/lib/resources";
import type { Ctx } from "@/lib/tenancy";
import type { Batch } from "./batch";
import { buildRows, type ImportRows } from "./build-rows";
import { loadKnown } from "./load-known";
import { type MatchedItem, matchItems } from "./match-items";
import type { RecentIds } from "./recent-ids";
import { type Links, remapDrafts } from "./remap-drafts";
import type { Rejection, WithoutEntry } from "./schema";

export type StoredBatch = { items: MatchedItem[]; rejected: Rejection[]; withoutEntry: WithoutEntry[] };

export type Import = { id: string; recent: RecentIds };

/**
 * Writes a batch in the given transaction: matches which resource is which, points the references at what is stored, makes
 * rows, journal entries and the audit event. May be tried again with the same batch when the transaction fails.
 */
export async function storeBatch(tx: Tx, ctx: Ctx, batch: Batch, running: Import): Promise<StoredBatch> {
  const tenantId = ctx.tenant.id;
  await lockImports(tx, tenantId);
  const known = await loadKnown(tx, tenantId, batch);
  const { matched, rejected } = matchItems(batch, { known, recent: running.recent });
  const resolver = resolverOf(known, matched);
  const links: Links = new Map(matched.map((one) => [one, resolveAll(one, resolver)]));
  const changed = matched.filter(({ outcome }) => outcome !== "unchanged");
  for (const one of changed) for (const resolved of links.get(one) ?? []) rewriteLink(resolved);
  await remapDrafts(tx, ctx, { batch, changed, links });
  const rows = buildRows(changed, { batch, known, matched, resolver });
  const stored = matched.filter((one) => !rows.refused.has(one));
  await writeRows(tx, ctx, rows);
  await rejudgeReborn(tx, ctx, stored);
  await storeIdentifiers(tx, tenantId, identifiersOf(stored, known));
  const pending = stored.flatMap((one) => pendingOf(tenantId, one, links.get(one) ?? []));
  const updated = stored
    .filter(({ outcome }) => outcome === "updated")
    .map(({ item, id }) => ({ type: item.type, id }));
  await storePending(tx, tenantId, { importId: running.id, file: batch.file, pending, changed: updated });
  const refused = [...rows.refused].map(([one, reason]) => toRejection(batch.file, one, reason));
  await auditBatch(tx, ctx, stored, batch.rejected.length + rejected.length + refused.length);
  return {
    items: stored,
    rejected: [...rejected, ...refused],
    withoutEntry: withoutEntryOf(batch.file, stored),
  };
}

function toRejection(file: string, { item }: MatchedItem, reason: string): Rejection {
  return { file, index: item.index, resourceType: item.type, id: item.sourceId, reason };
}

/** Finds what links of matched resources point at. */
export function resolverOf(known: KnownResources, matched: readonly MatchedItem[]): LinkResolver {
  return new LinkResolver(
    known,
    matched.map(({ item, id }) => ({ ...item, id })),
  );
}

/** Writes rows and journal entries. */
export async function writeRows(tx: Tx, ctx: Ctx, rows: ImportRows): Promise<void> {
  await storeImportedPatients(tx, ctx, rows.patients);
  await keepResourceVersions(tx, ctx, rows.isCompletion ? [] : rows.released);
  await releaseResources(tx, ctx.tenant.id, rows.released);
  await storeImportedRecords(tx, ctx, rows.records);
  await storeResources(tx, ctx, rows.resources);
  const idOf = (name: string): string => namedId(ctx.tenant.id, name);
  await postImportedEntries(tx, ctx, { items: rows.money, idOf });
}

/** What is usual for a pulse depends on the age: a birth date that came corrected judges what is in the chart already. */
async function rejudgeReborn(tx: Tx, ctx: Ctx, stored: readonly MatchedItem[]): Promise<void> {
  for (const { item, id, outcome, stored: former } of stored) {
    const { patient } = item.drafts;
    if (!patient || outcome !== "updated" || patient.birthDate === former?.birthDate) continue;
    await rejudgeVitals(tx, ctx, { patientId: id, birthDate: patient.birthDate });
  }
}

/** The links of a resource with what they point at. */
export function resolveAll({ item }: MatchedItem, resolver: LinkResolver): ResolvedLink[] {
  return item.links.map((link) => ({ link, target: resolver.resolve(link.value) }));
}

function pendingOf(
  tenantId: string,
  { item, id }: MatchedItem,
  links: readonly ResolvedLink[],
): PendingReference[] {
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
  stored: readonly MatchedItem[],
  known: KnownResources,
): { added: IdentifiedResource[]; changed: IdentifiedResource[] } {
  const added: IdentifiedResource[] = [];
  const changed: IdentifiedResource[] = [];
  for (const { item, id, outcome } of stored) {
    const { type, sourceId, identifiers } = item;
    if (outcome === "created") added.push({ type, id, identifiers });
    if (outcome === "updated") changed.push({ type, id, identifiers });
    if (sourceId === null || sourceId.toLowerCase() === id) continue;
    const name = { system: SOURCE_ID, value: sourceId };
    const isNoted = known.identifiedBy(type, name).some((noted) => noted.id === id);
    if (!isNoted) added.push({ type, id, identifiers: [name] });
  }
  return { added, changed };
}

function withoutEntryOf(file: string, stored: readonly MatchedItem[]): WithoutEntry[] {
  return stored.flatMap(({ item, id }) =>
    item.drafts.money?.kind === "none"
      ? [{ file, resourceType: item.type, id, reason: item.drafts.money.reason }]
      : [],
  );
}

async function auditBatch(tx: Tx, ctx: Ctx, stored: readonly MatchedItem[], rejected: number): Promise<void> {
  const counts = { created: 0, updated: 0, unchanged: 0, rejected };
  for (const { outcome } of stored) counts[outcome]++;
  const [patient, ...others] = stored.filter(({ item }) => item.type === "Patient").map(({ id }) => id);
  const isOne = patient !== undefined && others.length === 0;
  await audit(tx, ctx, {
    action: "import.batch",
    ...(isOne ? { patientId: patient } : {}),
    ...(others.length > 0 && patient ? { targetIds: [patient, ...others] } : {}),
    detail: counts,
  });
}
