import "server-only";
import { SEARCH_TOTAL_CAP } from "../schema";
import { type Ask, askOfRank, isFirstPage } from "./ask";
import { findByBirthDate, findByNumber, findWholeMrn, isCommonMrnPrefix, walkMrnPrefix } from "./by-number";
import { isKnownCommon, noteCommon } from "./common-starts";
import { type Found, RANK, type SearchResult, toTotal, UNCOUNTED } from "./found";
import { findFuzzy } from "./fuzzy";
import {
  countAmongRecent,
  findAmongBearers,
  findByInitial,
  findByPair,
  findWholeLetters,
  walkLetters,
} from "./many-words";
import {
  countBegun,
  type Estimate,
  estimateWord,
  findBegunByRecency,
  findBegunInRange,
  findWholeWord,
  RANGE_ROWS_MAX,
} from "./one-word";

/** Fuzzy hits are looked for only when fewer than this many others were found. */
const FUZZY_BELOW = 5;
/** Up to this many rows the range of a rare letter is read and sorted. */
const RARE_LETTER_ROWS_MAX = 12_000;
const RECENT_SAMPLE = 10_000;

/**
 * Runs a parsed search: picks the strategy by what was typed, then adds fuzzy hits when too few were found.
 * `totalBefore` is what the first page counted; null on the first page.
 */
export async function runSearch(ask: Ask, totalBefore: number | null): Promise<SearchResult> {
  const { terms } = ask;
  if (ask.after.rank === RANK.fuzzy) return { found: await findFuzzy(ask), total: UNCOUNTED };
  const sure = await findSure(ask);
  const isNameOnly = terms.words.length > 0 && terms.numbers.length === 0 && terms.birthDates.length === 0;
  const missing = ask.limit - sure.found.length;
  if (!isNameOnly || missing <= 0 || (totalBefore ?? sure.total.value) >= FUZZY_BELOW) return sure;
  const similar = await findFuzzy(askOfRank(ask, RANK.fuzzy, missing));
  const added = withoutKnown(similar, sure.found);
  const total = { value: sure.total.value + added.length, capped: similar.length === missing };
  return { found: [...sure.found, ...added], total };
}

function withoutKnown(found: readonly Found[], known: readonly Found[]): Found[] {
  const ids = new Set(known.map(({ id }) => id));
  return found.filter(({ id }) => !ids.has(id));
}

function findSure(ask: Ask): Promise<SearchResult> {
  return ask.terms.mrn ? findByNameOrMrn(ask, ask.terms.mrn) : findByTerms(ask);
}

async function findByTerms(ask: Ask): Promise<SearchResult> {
  const { words, numbers, birthDates } = ask.terms;
  if (birthDates.length > 0) return findByBirthDate(ask);
  if (numbers.length > 0) return searchNumber(ask);
  if (words.length === 0) return { found: [], total: UNCOUNTED };
  if (words.length === 1) return searchOneWord(ask);
  const letters = words.filter((word) => [...word].length < 2).length;
  if (letters === words.length) return searchLetters(ask);
  return letters === words.length - 1 ? findByInitial(ask) : findByPair(ask);
}

async function searchNumber(ask: Ask): Promise<SearchResult> {
  const { words, numbers } = ask.terms;
  const number = numbers.reduce((longest, n) => (n.length > longest.length ? n : longest), "");
  if (!(await isCommonMrnPrefix(ask, number))) return findByNumber(ask);
  const exact = isFirstPage(ask) && words.length === 0 ? await findWholeMrn(ask, number) : [];
  const rest = await walkMrnPrefix(askOfRank(ask, RANK.prefix, ask.limit - exact.length), number);
  return { found: [...exact, ...rest], total: { value: SEARCH_TOTAL_CAP, capped: true } };
}

async function searchOneWord(ask: Ask): Promise<SearchResult> {
  const word = ask.terms.words[0] ?? "";
  if (isKnownCommon(ask.tenantId, word)) return searchCommonStart(ask, word);
  const { begun, whole } = await estimateWord(ask, word);
  noteCommon(ask.tenantId, word, begun);
  const isCommon = begun > RANGE_ROWS_MAX;
  const isCounted = isFirstPage(ask) && begun > 0 && !isCommon;
  // Both at once: the count does not wait for the hits, nor they for it.
  const [count, found] = await Promise.all([
    isCounted ? countBegun(ask, word, begun) : 0,
    findWord(ask, word, { begun, whole }),
  ]);
  return { found, total: isCommon ? { value: SEARCH_TOTAL_CAP, capped: true } : toTotal(count) };
}

/** Both ranks at once: neither waits to hear how many the other has. */
async function searchCommonStart(ask: Ask, word: string): Promise<SearchResult> {
  const [exact, begun] = await Promise.all([
    ask.after.rank === RANK.exact ? findWholeWord(ask, word) : [],
    findBegunByRecency(askOfRank(ask, RANK.prefix), word),
  ]);
  const found = [...exact, ...begun].slice(0, ask.limit);
  return { found, total: { value: SEARCH_TOTAL_CAP, capped: true } };
}

async function findWord(ask: Ask, word: string, { begun, whole }: Estimate): Promise<Found[]> {
  const isWholeLeft = ask.after.rank === RANK.exact && whole > 0;
  const exact = isWholeLeft ? await findWholeWord(ask, word) : [];
  const missing = ask.limit - exact.length;
  if (missing <= 0 || begun <= whole) return exact;
  const rest = askOfRank(ask, RANK.prefix, missing);
  const isRange = begun - whole <= RANGE_ROWS_MAX;
  return [
    ...exact,
    ...(await (isRange ? findBegunInRange(rest, word, whole > 0) : findBegunByRecency(rest, word))),
  ];
}

/** Two or more words of one letter each. */
async function searchLetters(ask: Ask): Promise<SearchResult> {
  const { words } = ask.terms;
  const estimates = await Promise.all(words.map((word) => estimateWord(ask, word)));
  const rarest = estimates.reduce((best, e, i) => (e.begun < (estimates[best]?.begun ?? 0) ? i : best), 0);
  const rare = words[rarest] ?? "";
  if ((estimates[rarest]?.begun ?? 0) <= RARE_LETTER_ROWS_MAX) return findAmongBearers(ask, rare);
  const exact = ask.after.rank === RANK.exact ? await findWholeLetters(ask, rare) : [];
  const missing = ask.limit - exact.length;
  const begun = missing > 0 ? await walkLetters(askOfRank(ask, RANK.prefix, missing)) : [];
  const found = [...exact, ...begun];
  if (!isFirstPage(ask)) return { found, total: UNCOUNTED };
  const { matching, looked } = await countAmongRecent(ask, RECENT_SAMPLE);
  if (matching > SEARCH_TOTAL_CAP) return { found, total: toTotal(matching) };
  return { found, total: { value: Math.max(matching, found.length), capped: looked >= RECENT_SAMPLE } };
}

/** A text such as "a1234" may be an MRN as well as a name: both are looked up and merged. */
async function findByNameOrMrn(ask: Ask, mrn: string): Promise<SearchResult> {
  const terms = { ...ask.terms, words: [], numbers: [mrn], mrn: null };
  const [byName, byMrn] = await Promise.all([findByTerms(ask), searchNumber({ ...ask, terms })]);
  const added = withoutKnown(byName.found, byMrn.found);
  const found = [...byMrn.found, ...added].sort(inListOrder).slice(0, ask.limit);
  const isCapped = byMrn.total.capped || byName.total.capped;
  const value = byMrn.total.value + byName.total.value;
  return { found, total: isCapped ? { value: SEARCH_TOTAL_CAP, capped: true } : toTotal(value) };
}

function inListOrder(a: Found, b: Found): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.day !== b.day) return a.day < b.day ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
