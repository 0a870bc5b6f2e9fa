import "server-only";
import type { Tx } from "@/db/client";
import { audit, queryHash } from "@/lib/audit";
import { cached } from "@/lib/cache";
import { type Commit, type Ctx, withTenant } from "@/lib/tenancy";
import { findPage, type Question, type SearchInput, toQuestion } from "./load-search-page";
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
  const answer = await cached(ctx, key, () =>
    withTenant(ctx, (tx, commit) => loadAudited({ tx, commit }, ctx, question)),
  );
  if (!answer.isLoaded)
    await withTenant(ctx, (tx, commit) => auditSearch({ tx, commit }, ctx, question, answer.value.items));
  return answer.value;
}

type Scope = { tx: Tx; commit: Commit };

async function loadAudited(scope: Scope, ctx: Ctx, question: Question): Promise<PatientSearchPage> {
  const page = await findPage(scope.tx, ctx.tenant.id, question);
  await auditSearch(scope, ctx, question, page.items);
  return page;
}

/** The event is the last statement, so the COMMIT goes with it. */
async function auditSearch(
  { tx, commit }: Scope,
  ctx: Ctx,
  question: Question,
  shown: readonly { id: string }[],
): Promise<void> {
  const targetIds = shown.map(({ id }) => id);
  const hash = queryHash(question.terms.normalised);
  await Promise.all([audit(tx, ctx, { action: "patient.search", targetIds, queryHash: hash }), commit()]);
}
