import "server-only";
import type { RowOf } from "@/db/schema/columns";
import type { nameToken } from "@/db/schema/patients";
import { AFTER_ALL } from "../rules";
import type { Ask } from "./ask";
import { type Found, RANK } from "./found";
import { afterKeyset } from "./page";
import { beginsPatterns } from "./patterns";

/** Shorter words are not corrected: one typo in three letters is another name. */
const TYPO_LETTERS_MIN = 4;
const CORRECTIONS_MAX = 24;

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
  const patterns = others.map(
    ({ word, corrections }) => `(^| )(${[word, ...corrections].map(escapeRegex).join("|")})`,
  );
  const { isPair, ranges } = rangesOf(alternatives[driver] ?? { word: "", corrections: [] }, others);
  const [table, key] = isPair ? [tx`patient_pair`, tx`t.pair`] : [tx`patient_token`, tx`t.token`];
  return tx<Found[]>`
    SELECT DISTINCT found.last_day, found.patient_id, found.patient_id AS id, found.last_day::text AS day, ${RANK.fuzzy}::int AS rank
    FROM unnest(${ranges.map((r) => r.from)}::text[], ${ranges.map((r) => r.before)}::text[]) AS r(first, before), LATERAL (
      SELECT patient_id, last_day FROM ${table} t
      WHERE t.tenant_id = ${tenantId}
        AND ${key} >= r.first COLLATE "C" AND ${key} < r.before COLLATE "C"
        AND ${afterKeyset(ask, tx`t.last_day, t.patient_id`)}
        AND t.names ~ ALL (${patterns}::text[])
        AND NOT (' ' || t.names) LIKE ALL (${beginsPatterns(words)}::text[])
      ORDER BY t.last_day DESC, t.patient_id DESC LIMIT ${limit}) AS found
    ORDER BY found.last_day DESC, found.patient_id DESC LIMIT ${limit}`;
}

type Correction = Pick<RowOf<typeof nameToken>, "token" | "n">;
type Alternatives = { word: string; corrections: string[] };
type Range = { from: string; before: string };

/** The word of which the fewest patients bear a correction: it is looked up, the others only filter. */
function rarest(corrected: readonly Correction[][]): number {
  let best = { index: 0, n: Number.POSITIVE_INFINITY };
  corrected.forEach((tokens, index) => {
    const n = tokens.reduce((sum, t) => sum + t.n, 0);
    if (tokens.length > 0 && n < best.n) best = { index, n };
  });
  return best.index;
}

/**
 * Where to look: the word itself, whole or begun (the typo may be in another word), and each correction whole; behind
 * the first two letters of what the next word may be, so that only patients who have both are read.
 */
function rangesOf(
  driver: Alternatives,
  others: readonly Alternatives[],
): { isPair: boolean; ranges: Range[] } {
  const beside = others[0] ? [others[0].word, ...others[0].corrections] : [];
  const isPair = beside.length > 0 && beside.every((word) => [...word].length >= 2);
  const starts = isPair ? [...new Set(beside.map((word) => `${[...word].slice(0, 2).join("")} `))] : [""];
  const ranges = starts.flatMap((start) => [
    ...(others.length > 0 ? [{ from: start + driver.word, before: start + driver.word + AFTER_ALL }] : []),
    ...driver.corrections.map((token) => ({ from: start + token, before: `${start + token}\u0001` })),
  ]);
  return { isPair, ranges };
}

/**
 * Words of the tenant's dictionary one typo away from `word`, or that begin one typo away from it; the most borne first.
 * Whole words by shared one-letter-less variants (no typo escapes, wherever it is), beginnings among those with the same two first letters.
 */
export async function findCorrections({ tx, tenantId }: Ask, word: string): Promise<Correction[]> {
  const letters = [...word];
  if (letters.length < TYPO_LETTERS_MIN || /\d/.test(word)) return [];
  const shorter = letters.map((_, i) => letters.filter((__, j) => j !== i).join(""));
  const start = letters.slice(0, 2).join("");
  const rows = await tx<Correction[]>`
    SELECT token, n FROM (
      SELECT v.token FROM name_variant v WHERE v.tenant_id = ${tenantId} AND v.variant = ANY (${[word, ...shorter]}::text[] COLLATE "C")
      UNION
      SELECT t.token FROM name_token t WHERE t.tenant_id = ${tenantId} AND t.token = ANY (${shorter}::text[] COLLATE "C")
      UNION
      SELECT t.token FROM name_token t
      WHERE t.tenant_id = ${tenantId} AND t.token >= ${start} AND t.token < ${start + AFTER_ALL} AND length(t.token) > ${letters.length}
        AND (levenshtein_less_equal(left(t.token, ${letters.length - 1}::int), ${word}, 1) <= 1
          OR levenshtein_less_equal(left(t.token, ${letters.length}::int), ${word}, 1) <= 1
          OR levenshtein_less_equal(left(t.token, ${letters.length + 1}::int), ${word}, 1) <= 1)
    ) AS near JOIN name_token USING (token) WHERE tenant_id = ${tenantId} AND n > 0
    ORDER BY n DESC, token LIMIT 200`;
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

function escapeRegex(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{M}]/gu, "\\$&");
}
