import "server-only";
import { AFTER_ALL } from "../rules";
import { type Ask, FROM_START } from "./ask";
import { type Found, RANK, type SearchResult } from "./found";
import { estimateWord } from "./one-word";
import { afterKeyset, page, pageByRecency, pageOfToken, rankCase } from "./page";
import { namesBear, namesBegin, pairRange } from "./patterns";

/** Up to so many bearers of a word are read to find those with an initial; of a common one the pairs are fewer. */
const BEARERS_MAX = 2_000;

/** A word and an initial ("smith j"): by the word when few bear it, else by the pair. */
export async function findByInitial(ask: Ask): Promise<SearchResult> {
  const [longest = ""] = [...ask.terms.words].sort((x, y) => y.length - x.length);
  const { begun } = await estimateWord(ask, longest);
  return begun <= BEARERS_MAX ? findAmongBearers(ask, longest) : findByPair(ask);
}

/**
 * Patients whose name has a word for each of these, by the pair of the two longest: at most some thousand rows
 * of patient_pair_search are read, whatever the words. Exact first, then last seen first.
 */
export function findByPair(ask: Ask): Promise<SearchResult> {
  const { tx, tenantId, terms } = ask;
  const [longer = "", shorter = ""] = [...terms.words].sort((x, y) => y.length - x.length);
  const range = pairRange(longer, shorter);
  return page(
    ask,
    tx`SELECT DISTINCT patient_id AS id, last_day AS day, ${rankCase(ask, namesBear(ask, terms.words))} AS rank
       FROM patient_pair
       WHERE tenant_id = ${tenantId} AND pair >= ${range.from} AND pair < ${range.before} AND ${namesBegin(ask, terms.words)}`,
  );
}

/** The same when few patients bear one of them: reads the range of that one. */
export function findAmongBearers(ask: Ask, rare: string): Promise<SearchResult> {
  const { tx, tenantId, terms } = ask;
  return page(
    ask,
    tx`SELECT DISTINCT patient_id AS id, last_day AS day, ${rankCase(ask, namesBear(ask, terms.words))} AS rank
       FROM patient_token
       WHERE tenant_id = ${tenantId} AND token >= ${rare} AND token < ${rare + AFTER_ALL} AND ${namesBegin(ask, terms.words)}`,
  );
}

/** Common one-letter words ("s j"): patients with exactly these initials, by the range of one of them. */
export function findWholeLetters(ask: Ask, letter: string): Promise<Found[]> {
  return pageOfToken(ask, letter, ask.tx`AND ${namesBear(ask, ask.terms.words)}`);
}

/** Common one-letter words: patients whose names begin so. */
export function walkLetters(ask: Ask): Promise<Found[]> {
  const { tx, terms } = ask;
  const matching = tx`AND ${namesBegin(ask, terms.words)} AND NOT (${namesBear(ask, terms.words)})`;
  return pageByRecency(ask, RANK.prefix, matching);
}

/** A lower bound of how many match: those among the `sample` patients seen last. */
export async function countAmongRecent(
  ask: Ask,
  sample: number,
): Promise<{ matching: number; looked: number }> {
  const { tx, tenantId, terms } = ask;
  const [row] = await tx<{ matching: string; looked: string }[]>`
    SELECT count(*) FILTER (WHERE ${namesBegin(ask, terms.words)}) AS matching, count(*) AS looked
    FROM (SELECT names FROM patient
          WHERE tenant_id = ${tenantId} AND ${afterKeyset({ ...ask, after: FROM_START }, tx`last_seen_day, id`)}
          ORDER BY last_seen_day DESC, id DESC LIMIT ${sample}) AS recent`;
  return { matching: Number(row?.matching ?? 0), looked: Number(row?.looked ?? 0) };
}
