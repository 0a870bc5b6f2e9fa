import "server-only";
import type { Fragment } from "@/db/client";
import type { RowOf } from "@/db/schema/columns";
import type { nameToken } from "@/db/schema/patients";
import { AFTER_ALL } from "../rules";
import type { Ask } from "./ask";
import { type Found, RANK } from "./found";
import { afterKeyset, pageOfRank } from "./page";
import { beginsPatterns } from "./patterns";

/** Shorter words are not corrected: one typo in three letters is another name. */
const TYPO_LETTERS_MIN = 4;
const CORRECTIONS_MAX = 24;
/** Words that begin alike, behind three letters at least; the limit makes each range one look into the index. */
const BEGUN_MAX = 5_000;

/**
 * Patients whose name matches when each word of four letters or more may have one typo: a letter too many, too few,
 * wrong, or two swapped. `[]` when no word of the dictionary is that near. Last seen first.
 */
export async function findFuzzy(ask: Ask): Promise<Found[]> {
  const { tx, tenantId, limit } = ask;
  const { words } = ask.terms;
  const corrected = await Promise.all(words.map((word) => findCorrections(ask, word)));
  if (corrected.every((list) => list.length === 0)) return [];
  const alternatives = words.map((word, i) => ({
    word,
    corrections: (corrected[i] ?? []).map((c) => c.token),
  }));
  const driver = rarest(corrected);
  const others = alternatives.filter((_, i) => i !== driver);
  const { isPair, whole, begun } = keysOf(alternatives[driver] ?? { word: "", corrections: [] }, others);
  const [table, key] = isPair ? [tx`patient_pair`, tx`t.pair`] : [tx`patient_token`, tx`t.token`];
  const candidates = (condition: Fragment): Fragment => tx`
    SELECT patient_id, last_day FROM ${table} t
    WHERE t.tenant_id = ${tenantId} AND ${condition} AND ${afterKeyset(ask, tx`t.last_day, t.patient_id`)} ${besides(ask, others)}
      AND NOT (' ' || t.names) LIKE ALL (${beginsPatterns(words)}::text[])
    ORDER BY t.last_day DESC, t.patient_id DESC LIMIT ${limit}`;
  return pageOfRank(
    ask,
    RANK.fuzzy,
    tx`SELECT DISTINCT last_day AS day, patient_id AS id FROM (
         SELECT near.* FROM unnest(${whole}::text[]) AS k(whole), LATERAL (${candidates(tx`${key} = k.whole COLLATE "C"`)}) AS near
         UNION ALL
         SELECT near.* FROM unnest(${begun}::text[]) AS k(first),
           LATERAL (${candidates(tx`${key} >= k.first COLLATE "C" AND ${key} < (k.first || ${AFTER_ALL}) COLLATE "C"`)}) AS near
       ) AS near
       ORDER BY last_day DESC, patient_id DESC`,
  );
}

type Correction = Pick<RowOf<typeof nameToken>, "token" | "n">;
type Alternatives = { word: string; corrections: string[] };

/** The word of which the fewest patients bear a correction: it is looked up, the others only filter. */
function rarest(corrected: readonly Correction[][]): number {
  let best = { index: 0, n: Number.POSITIVE_INFINITY };
  corrected.forEach((tokens, index) => {
    const n = tokens.reduce((sum, t) => sum + t.n, 0);
    if (tokens.length > 0 && n < best.n) best = { index, n };
  });
  return best.index;
}

/** That the name has a word for each of the others, as it was typed or corrected, whole or begun. */
function besides({ tx }: Ask, others: readonly Alternatives[]): Fragment {
  return others.reduce(
    (all, { word, corrections }) =>
      tx`${all} AND (' ' || t.names) LIKE ANY (${shortest([word, ...corrections]).map((begun) => `% ${begun}%`)}::text[])`,
    tx``,
  );
}

/** Without the words that begin with another of them, which hold where that one does. */
function shortest(words: readonly string[]): string[] {
  return words.filter((word) => !words.some((other) => other !== word && word.startsWith(other)));
}

/**
 * Where to look: each correction `whole`, which an index has in the order of the list, and where another word may be the wrong one this
 * word itself, `begun`. Both behind the first two letters of what the next word may be, so that only patients who have both are read.
 */
function keysOf(
  driver: Alternatives,
  others: readonly Alternatives[],
): { isPair: boolean; whole: string[]; begun: string[] } {
  const beside = others[0] ? [others[0].word, ...others[0].corrections] : [];
  const isPair = beside.length > 0 && beside.every((word) => [...word].length >= 2);
  const starts = isPair ? [...new Set(beside.map((word) => `${[...word].slice(0, 2).join("")} `))] : [""];
  return {
    isPair,
    whole: starts.flatMap((start) => driver.corrections.map((token) => start + token)),
    begun: others.length > 0 ? starts.map((start) => start + driver.word) : [],
  };
}

/**
 * Words of the tenant's dictionary one typo away from `word`, or that begin one typo away from it; the most borne first.
 * By shared one-letter-less variants: whole words wherever the typo is, beginnings where it is behind the first two letters.
 */
export async function findCorrections({ tx, tenantId }: Ask, word: string): Promise<Correction[]> {
  const letters = [...word];
  if (letters.length < TYPO_LETTERS_MIN || /\d/.test(word)) return [];
  const shorter = letters.map((_, i) => letters.filter((__, j) => j !== i).join(""));
  const begun = [...new Set([word, ...shorter.slice(2)])];
  const rows = await tx<Correction[]>`
    SELECT token, n FROM (
      SELECT v.token FROM name_variant v WHERE v.tenant_id = ${tenantId} AND v.variant = ANY (${[word, ...shorter]}::text[] COLLATE "C")
      UNION
      SELECT t.token FROM name_token t WHERE t.tenant_id = ${tenantId} AND t.token = ANY (${shorter}::text[] COLLATE "C")
      UNION
      SELECT longer.token FROM unnest(${begun}::text[]) AS b(first), LATERAL (
        (SELECT v.token FROM name_variant v
         WHERE v.tenant_id = ${tenantId} AND v.variant >= b.first COLLATE "C" AND v.variant < (b.first || ${AFTER_ALL}) COLLATE "C"
         ORDER BY v.variant LIMIT ${BEGUN_MAX})
        UNION ALL
        (SELECT t.token FROM name_token t
         WHERE t.tenant_id = ${tenantId} AND t.token >= b.first COLLATE "C" AND t.token < (b.first || ${AFTER_ALL}) COLLATE "C"
         ORDER BY t.token LIMIT ${BEGUN_MAX})
      ) AS longer
      WHERE length(longer.token) > ${letters.length} AND NOT starts_with(longer.token, ${word})
        AND (levenshtein_less_equal(left(longer.token, ${letters.length - 1}::int), ${word}, 1) <= 1
          OR levenshtein_less_equal(left(longer.token, ${letters.length}::int), ${word}, 1) <= 1
          OR levenshtein_less_equal(left(longer.token, ${letters.length + 1}::int), ${word}, 1) <= 1)
    ) AS near, LATERAL (SELECT n FROM name_token t WHERE t.tenant_id = ${tenantId} AND t.token = near.token LIMIT 1) AS borne
    WHERE n > 0 ORDER BY n DESC, token LIMIT 200`;
  return rows.filter(({ token }) => token !== word && isOneTypo(word, token)).slice(0, CORRECTIONS_MAX);
}

/** Whether `token`, or a beginning of it, is `word` with one letter added, dropped, changed, or two neighbours swapped. */
export function isOneTypo(word: string, token: string): boolean {
  if (token.startsWith(word)) return false;
  const typed = [...word];
  const meant = [...token];
  let i = 0;
  while (i < typed.length && i < meant.length && typed[i] === meant[i]) i++;
  const begins = (rest: readonly string[], of: readonly string[]) =>
    rest.every((letter, k) => of[k] === letter);
  const isChanged = begins(typed.slice(i + 1), meant.slice(i + 1));
  const isExtra = begins(typed.slice(i + 1), meant.slice(i));
  const isMissing = begins(typed.slice(i), meant.slice(i + 1));
  const isSwapped =
    typed[i] === meant[i + 1] && typed[i + 1] === meant[i] && begins(typed.slice(i + 2), meant.slice(i + 2));
  return isChanged || isExtra || isMissing || isSwapped;
}
