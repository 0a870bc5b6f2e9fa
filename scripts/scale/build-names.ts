/**
 * Turns the published name tables into names.json: `npx tsx --conditions=react-server scripts/scale/build-names.ts <folder of the tables>`.
 * US Census Bureau 1990 surnames and given names (public domain) with their frequencies; common names by country, in their
 * own script and romanised (sigpwned/popular-names-by-country-dataset, CC0).
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const SURNAMES_KEPT = 30_000;
const IRISH =
  /^O(?=(?:Brien|Connor|Connell|Donnell|Neal|Neil|Neill|Keefe|Leary|Malley|Reilly|Rourke|Shea|Toole|Hara|Grady|Dell)$)/;

const folder = process.argv[2] ?? "";
const sources: Record<string, string> = {};

function read(path: string): Buffer {
  const bytes = readFileSync(join(folder, path));
  sources[path] = createHash("sha256").update(bytes).digest("hex");
  return bytes;
}

function titleCase(upper: string): string {
  const word = upper.charAt(0) + upper.slice(1).toLowerCase();
  const irish = `O${word.slice(1, 2).toUpperCase()}${word.slice(2)}`;
  return IRISH.test(irish)
    ? `O'${irish.slice(1)}`
    : word.replace(/^Mc([a-z])/, (_, letter: string) => `Mc${letter.toUpperCase()}`);
}

/** Names with their weight in thousandths of a per cent. */
function census(path: string, most: number): { names: string[]; weights: number[] } {
  const lines = gunzipSync(read(path)).toString("latin1").trim().split("\n").slice(0, most);
  const rows = lines.map((line) => line.trim().split(/\s+/));
  return {
    names: rows.map(([name = ""]) => titleCase(name)),
    weights: rows.map(([, percent = "0"]) => Math.max(1, Math.round(Number(percent) * 1000))),
  };
}

/** Pairs of [own script, romanised], without repeats. */
function international(path: string): [string, string][] {
  const lines = read(path).toString("utf8").trim().split(/\r?\n/).slice(1);
  const pairs = lines.map((line) =>
    line
      .split(",")
      .filter((cell) => /\p{L}/u.test(cell))
      .slice(-2),
  );
  const seen = new Map(
    pairs
      .filter((p) => p.length === 2)
      .map(([own = "", roman = ""]) => [own, [own, roman] as [string, string]]),
  );
  return [...seen.values()].filter(([own, roman]) => own !== roman || /[^\x20-\x7e]/.test(own));
}

const names = {
  surnames: census("us-census-1990/dist.all.last.gz", SURNAMES_KEPT),
  female: census("us-census-1990/dist.female.first.gz", 4_275),
  male: census("us-census-1990/dist.male.first.gz", 1_219),
  internationalSurnames: international("international/common-surnames-by-country.csv"),
  internationalGiven: international("international/common-forenames-by-country.csv"),
};
const notice =
  "US Census Bureau 1990 name files (public domain); popular names by country (CC0). Built by build-names.ts.";
writeFileSync(
  join(import.meta.dirname, "names.json"),
  `${JSON.stringify({ notice, sha256: sources, ...names })}\n`,
);
