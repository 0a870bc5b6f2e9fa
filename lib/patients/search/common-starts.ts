import "server-only";
import { once } from "@/lib/process";
import { RANGE_ROWS_MAX } from "./one-word";

/** So many more than a range may have that it stays a common one for as long as it is remembered. */
const COMMON_ROWS_MIN = 4 * RANGE_ROWS_MAX;
const REMEMBERED_MS = 10 * 60_000;
const REMEMBERED_MAX = 10_000;

/** Until when (performance.now()) each tenant's common beginning is remembered as one. */
const known = once("common beginnings of names", () => new Map<string, number>());

/**
 * Whether many patients' names are known to begin with this word, so that none need be counted: adding up the dictionary's words for a
 * single letter takes longer than the search. Only the way to search depends on it, never what is found;
 * the total of such a beginning is told as "so many at least" anyway.
 */
export function isKnownCommon(tenantId: string, word: string): boolean {
  return (known.get(`${tenantId} ${word}`) ?? 0) > performance.now();
}

/** Remembers a beginning of which `begun` names were counted, when they are many. */
export function noteCommon(tenantId: string, word: string, begun: number): void {
  if (begun < COMMON_ROWS_MIN) return;
  if (known.size >= REMEMBERED_MAX) known.clear();
  known.set(`${tenantId} ${word}`, performance.now() + REMEMBERED_MS);
}
