import type { Sql } from "@/db/client";

/** The mean number of queries of a class that are all different. */
export const QUERIES_PER_CLASS = 1_000;

type Sample = { family: string; given: string; mrn: string; birthDate: string; phone: string; names: string };

/** Path and query of every request, by class. Words come from patients of the tenant, so common names are asked for often. */
export async function makeQueries(owner: Sql, tenantId: string): Promise<Map<string, string[]>> {
  const samples = await owner<Sample[]>`
    SELECT split_part(family_name, '-', 1) AS family, split_part(given_name, ' ', 1) AS given, mrn, birth_date::text AS "birthDate", phone, names
    FROM patient WHERE tenant_id = ${tenantId} AND hashint8extended(mrn::bigint, 99) % 40 = 0 AND phone IS NOT NULL ORDER BY id LIMIT 20000`;
  const latin = samples.filter((s) => /^[A-Za-z']{4,}$/.test(s.family) && /^[A-Za-z]{3,}$/.test(s.given));
  const accented = samples.filter((s) => /[^\x20-\x7e]/.test(s.family + s.given));
  const random = seededRandom(7);
  const classes: [string, Sample[], (s: Sample) => string][] = [
    ["1 letter", latin, (s) => s.family.slice(0, 1)],
    ["2 letters", latin, (s) => s.family.slice(0, 2)],
    ["3 letters", latin, (s) => s.family.slice(0, 3)],
    ["4-5 letters", latin, (s) => s.family.slice(0, 4 + (s.mrn.charCodeAt(6) % 2))],
    ["family name", latin, (s) => s.family],
    ["given name", latin, (s) => s.given],
    ["family given", latin, (s) => `${s.family} ${s.given}`],
    ["given family", latin, (s) => `${s.given} ${s.family}`],
    ["family, initial", latin, (s) => `${s.family}, ${s.given.slice(0, 1)}`],
    ["2+2 letters", latin, (s) => `${s.family.slice(0, 2)} ${s.given.slice(0, 2)}`],
    ["3+3 letters", latin, (s) => `${s.given.slice(0, 3)} ${s.family.slice(0, 3)}`],
    ["accents, scripts", accented, (s) => `${s.family} ${s.given.slice(0, 2)}`],
    ["typo", latin, (s) => withTypo(s.family, random)],
    ["typo + given", latin, (s) => `${withTypo(s.family, random)} ${s.given}`],
    ["no match", latin, (s) => `${s.family.slice(0, 3)}qx${s.given.slice(0, 2)}zv`],
    ["MRN", latin, (s) => s.mrn],
    ["MRN begun", latin, (s) => s.mrn.slice(0, 5)],
    ["birth date", latin, (s) => s.birthDate],
    ["birth date + name", latin, (s) => `${s.birthDate} ${s.family}`],
    ["phone, last 4", latin, (s) => s.phone.slice(-4)],
    ["phone, last 7", latin, (s) => s.phone.slice(-8).replace("-", "")],
    ["name + phone", latin, (s) => `${s.family} ${s.phone.slice(-4)}`],
  ];
  const queries = new Map(classes.map(([name, from, word]) => [name, distinct(from, word)]));
  queries.set(
    "recently seen",
    Array.from({ length: 180 }, (_, i) => `/api/patients?limit=${20 + i}`),
  );
  return queries;
}

/** Page sizes that no class asks for. */
const MIXED_LIMITS = [18, 17, 16, 15, 14, 13, 12, 11, 10];

/**
 * Searches of all classes in turn, as many people at once send them, none twice and none that a class asks for: a class with few
 * different words runs out before the others.
 */
export function mixQueries(queries: ReadonlyMap<string, readonly string[]>): string[] {
  const lists = [...queries.values()].map((paths) => [
    ...new Set(
      MIXED_LIMITS.flatMap((limit) => paths.map((path) => path.replace(/limit=\d+/, `limit=${limit}`))),
    ),
  ]);
  const longest = Math.min(QUERIES_PER_CLASS, Math.max(...lists.map((list) => list.length)));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}

/** Different queries first; where there are too few words (26 letters), the same word with another page size, so that no answer is cached. */
function distinct(samples: readonly Sample[], word: (s: Sample) => string): string[] {
  const paths = new Set<string>();
  for (let limit = 20; limit < 80 && paths.size < QUERIES_PER_CLASS; limit++) {
    for (const sample of samples) {
      paths.add(`/api/patients?q=${encodeURIComponent(word(sample))}&limit=${limit}`);
      if (paths.size >= QUERIES_PER_CLASS) break;
    }
  }
  return [...paths];
}

function withTypo(word: string, random: () => number): string {
  const at = 1 + Math.floor(random() * (word.length - 2));
  const letter = String.fromCharCode(97 + Math.floor(random() * 26));
  const kinds = [
    word.slice(0, at) + letter + word.slice(at + 1),
    word.slice(0, at) + letter + word.slice(at),
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2),
  ];
  return kinds[Math.floor(random() * kinds.length)] ?? word;
}

/** Mulberry32: the same queries in every run. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
