import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toPatientNames } from "@/lib/patients";

/** A name as it is shown and as the words that find it. */
type Entry = { shown: string; words: string };
/** `buckets[i]` is an entry of `entries`; a uniform pick of a bucket is a pick by frequency. */
export type Pool = { entries: Entry[]; buckets: number[] };

type Weighted = { names: string[]; weights: number[] };
type NameTables = {
  surnames: Weighted;
  female: Weighted;
  male: Weighted;
  internationalSurnames: [string, string][];
  internationalGiven: [string, string][];
};

export const POOL_BUCKETS = 100_000;
/** One patient in twenty-five has a name of another language, in its own script and romanised. */
const INTERNATIONAL_BUCKETS = POOL_BUCKETS / 25;

function toEntry(shown: string, roman?: string): Entry {
  return { shown, words: toPatientNames({ family: shown, given: "", others: roman ? [roman] : [] }) };
}

function weightedPool(table: Weighted, international: [string, string][]): Pool {
  const entries = table.names.map((name) => toEntry(name));
  const total = table.weights.reduce((sum, weight) => sum + weight, 0);
  const room = POOL_BUCKETS - INTERNATIONAL_BUCKETS;
  const buckets: number[] = [];
  let cumulated = 0;
  table.weights.forEach((weight, index) => {
    cumulated += weight;
    const until = Math.round((cumulated / total) * room);
    while (buckets.length < until) buckets.push(index);
  });
  for (let i = 0; i < INTERNATIONAL_BUCKETS; i++) {
    const pair = international[i % international.length] ?? ["", ""];
    if (i < international.length) entries.push(toEntry(pair[0], pair[1]));
    buckets.push(table.names.length + (i % international.length));
  }
  return { entries, buckets };
}

/** The pools of family, female and male names, read from names.json beside this file. */
export function readNamePools(): { family: Pool; female: Pool; male: Pool } {
  const tables = JSON.parse(readFileSync(join(import.meta.dirname, "names.json"), "utf8")) as NameTables;
  return {
    family: weightedPool(tables.surnames, tables.internationalSurnames),
    female: weightedPool(tables.female, tables.internationalGiven),
    male: weightedPool(tables.male, tables.internationalGiven),
  };
}
