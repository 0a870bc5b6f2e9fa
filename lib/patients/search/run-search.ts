import "server-only";
import type { Tx } from "@/db/client";
import type { SearchTerms } from "../parse-search";
import { SEARCH_TOTAL_CAP } from "../schema";
import { findByBirthDate, findByNumber, findWholeMrn, isCommonMrnPrefix, walkMrnPrefix } from "./by-number";
import { type Found, type Keyset, within } from "./found";
import { findFuzzy } from "./fuzzy";
import {
  type Counted,
  countAmongRecent,
  findByPair,
  findByRareLetter,
  findWholeLetters,
  walkLetters,
} from "./many-words";
import {
  countBegun,
  estimateWord,
  findBegunByRecency,
  findBegunInRange,
  findWholeWord,
  RANGE_ROWS_MAX,
} from "./one-word";

/** `total` means something on the first page only; later pages do not count again. */
export type SearchResult = { found: Found[]; total: { value: number; capped: boolean } };
type Ask = { tx: Tx; tenantId: string; terms: SearchTerms; after: Keyset; limit: number };

/** Fuzzy hits are looked for only when fewer than this many others were found. */
const FUZZY_BELOW = 5;
/** Up to this many rows the range of a rare letter is read and sorted. */
const RARE_LETTER_ROWS_MAX = 12_000;
const RECENT_SAMPLE = 10_000;

function capped(value: number): { value: number; capped: boolean } {
  return value > SEARCH_TOTAL_CAP ? { value: SEARCH_TOTAL_CAP, capped: true } : { value, capped: false };
}

/**
 * Runs a parsed search: picks the strategy by what was typed, then adds fuzzy hits when too few were found.
 * `totalBefore` is what the first page counted; null on the first page.
 */
export async function runSearch(ask: Ask, totalBefore: number | null): Promise<SearchResult> {
  const { terms, after } = ask;
  if (after.rank === 2)
    return { found: await fuzzy(ask, after, ask.limit), total: { value: 0, capped: false } };
  const sure = await findSure(ask);
  const isNameOnly = terms.words.length > 0 && terms.numbers.length === 0 && terms.birthDates.length === 0;
  const missing = ask.limit - sure.found.length;
  if (!isNameOnly || missing <= 0 || (totalBefore ?? sure.total.value) >= FUZZY_BELOW) return sure;
  const similar = await fuzzy(ask, within(2, after), missing);
  const known = new Set(sure.found.map((f) => f.id));
  const added = similar.filter((f) => !known.has(f.id));
  const total = { value: sure.total.value + added.length, capped: similar.length === missing };
  return { found: [...sure.found, ...added], total };
}

function fuzzy({ tx, tenantId, terms }: Ask, after: Keyset, limit: number): Promise<Found[]> {
  return findFuzzy(tx, tenantId, terms.words, after, limit);
}

async function findSure(ask: Ask): Promise<SearchResult> {
  const found = await findByTerms(ask);
  return ask.terms.mrn ? withMrn(ask, found, ask.terms.mrn) : found;
}

async function findByTerms(ask: Ask): Promise<SearchResult> {
  const { tx, tenantId, terms, after, limit } = ask;
  if (terms.birthDates.length > 0)
    return fromCounted(await findByBirthDate(tx, tenantId, terms, after, limit));
  if (terms.numbers.length > 0) return searchNumber(ask);
  return terms.words.length === 1 ? searchOneWord(ask) : searchManyWords(ask);
}

function fromCounted({ found, total }: Counted): SearchResult {
  return { found, total: capped(total) };
}

async function searchNumber({ tx, tenantId, terms, after, limit }: Ask): Promise<SearchResult> {
  const number = terms.numbers.reduce((longest, n) => (n.length > longest.length ? n : longest), "");
  if (!(await isCommonMrnPrefix(tx, tenantId, number))) {
    return fromCounted(await findByNumber(tx, tenantId, terms, after, limit));
  }
  const exact =
    after.rank === 0 && after.day === "infinity" && terms.words.length === 0
      ? await findWholeMrn(tx, tenantId, number)
      : [];
  const rest = await walkMrnPrefix(tx, tenantId, number, terms.words, within(1, after), limit - exact.length);
  return { found: [...exact, ...rest], total: { value: SEARCH_TOTAL_CAP, capped: true } };
}

async function searchOneWord({ tx, tenantId, terms, after, limit }: Ask): Promise<SearchResult> {
  const word = terms.words[0] ?? "";
  const estimate = await estimateWord(tx, tenantId, word);
  const isCommon = estimate.begun > RANGE_ROWS_MAX;
  const exact =
    after.rank === 0 && estimate.whole > 0 ? await findWholeWord(tx, tenantId, word, after, limit) : [];
  const missing = limit - exact.length;
  const findBegun = estimate.begun - estimate.whole > RANGE_ROWS_MAX ? findBegunByRecency : findBegunInRange;
  const begun =
    missing > 0 && estimate.begun > estimate.whole
      ? await findBegun(tx, tenantId, word, within(1, after), missing)
      : [];
  const isFirst = after.day === "infinity";
  const value = isCommon
    ? SEARCH_TOTAL_CAP + 1
    : isFirst && estimate.begun > 0
      ? await countBegun(tx, tenantId, word)
      : 0;
  return { found: [...exact, ...begun], total: capped(value) };
}

async function searchManyWords(ask: Ask): Promise<SearchResult> {
  const { tx, tenantId, terms, after, limit } = ask;
  const words = terms.words;
  if (words.length === 0) return { found: [], total: { value: 0, capped: false } };
  if (words.some((word) => [...word].length >= 2))
    return fromCounted(await findByPair(tx, tenantId, words, after, limit));
  const estimates = await Promise.all(words.map((word) => estimateWord(tx, tenantId, word)));
  const rarest = estimates.reduce((best, e, i) => (e.begun < (estimates[best]?.begun ?? 0) ? i : best), 0);
  const rare = words[rarest] ?? "";
  if ((estimates[rarest]?.begun ?? 0) <= RARE_LETTER_ROWS_MAX) {
    return fromCounted(await findByRareLetter(tx, tenantId, words, rare, after, limit));
  }
  const exact = after.rank === 0 ? await findWholeLetters(tx, tenantId, words, rare, after, limit) : [];
  const missing = limit - exact.length;
  const begun = missing > 0 ? await walkLetters(tx, tenantId, words, within(1, after), missing) : [];
  const seen = after.day === "infinity" ? await countAmongRecent(tx, tenantId, words, RECENT_SAMPLE) : null;
  const value = seen?.matching ?? 0;
  const isWhole = seen !== null && seen.looked < RECENT_SAMPLE;
  return {
    found: [...exact, ...begun],
    total:
      value > SEARCH_TOTAL_CAP
        ? capped(value)
        : { value: Math.max(value, exact.length + begun.length), capped: !isWhole },
  };
}

/** A text such as "a1234" may be an MRN as well as a name: both are looked up and merged. */
async function withMrn(ask: Ask, byName: SearchResult, mrn: string): Promise<SearchResult> {
  const terms = { ...ask.terms, words: [], numbers: [mrn], mrn: null };
  const byMrn = await searchNumber({ ...ask, terms });
  const known = new Set(byMrn.found.map((f) => f.id));
  const added = byName.found.filter((f) => !known.has(f.id));
  const found = [...byMrn.found, ...added].sort(inListOrder).slice(0, ask.limit);
  const isCapped = byMrn.total.capped || byName.total.capped;
  const value = byMrn.total.value + byName.total.value;
  return { found, total: isCapped ? { value: SEARCH_TOTAL_CAP, capped: true } : capped(value) };
}

function inListOrder(a: Found, b: Found): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.day !== b.day) return a.day < b.day ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
