import "server-only";
import type { Tx } from "@/db/client";
import { audit, queryHash } from "@/lib/audit";
import { cached } from "@/lib/cache";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { findPage, type Question, readHits, type SearchInput, toQuestion } from "./load-search-page";
import type { PatientSearchPage } from "./schema";

/**
 * Finds patients of the caller's tenant by name, MRN, birth date or phone; without words, those seen last.
 * At most `limit` (≤ 200) hits: exact, prefix, then fuzzy; last seen first. `[]` when nothing matches.
 * Permission: patient:search. Audited as one event, also when the answer comes from the cache.
 * @throws AppError("invalid_cursor")
 */
export async function searchPatients(ctx: Ctx, input: SearchInput): Promise<PatientSearchPage> {
  const question = toQuestion(input, ctx.tenant);
  const key = [
    "search",
    ctx.tenant.id,
    ctx.directoryVersion,
    question.terms.normalised,
    String(question.isBlank),
    String(input.limit),
    input.cursor ?? "",
  ];
  const answer = await cached(ctx, key, () => withTenant(ctx, (tx) => loadAudited(tx, ctx, question)));
  if (!answer.isLoaded) await withTenant(ctx, (tx) => auditSearch(tx, ctx, question, answer.value.items));
  return answer.value;
}

/** The event needs the ids only, so it travels with the reading of the rows. */
async function loadAudited(tx: Tx, ctx: Ctx, question: Question): Promise<PatientSearchPage> {
  const { shown, nextCursor, total } = await findPage(tx, ctx.tenant.id, question);
  const [items] = await Promise.all([
    readHits(tx, ctx.tenant.id, shown),
    auditSearch(tx, ctx, question, shown),
  ]);
  return { items, nextCursor, total };
}

function auditSearch(tx: Tx, ctx: Ctx, question: Question, shown: readonly { id: string }[]): Promise<void> {
  const targetIds = shown.map(({ id }) => id);
  const hash = queryHash(question.terms.normalised);
  return audit(tx, ctx, { action: "patient.search", targetIds, queryHash: hash });
}
