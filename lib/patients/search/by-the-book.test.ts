import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { givenContext, givenPatient } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { loadSearchPage } from "../load-search-page";
import type { PatientHit } from "../schema";
import { noteCommon } from "./common-starts";
import { isOneTypo } from "./fuzzy";

// Names of few letters, so that many begin alike, also two of one person.
const PARTS = [
  "car",
  "carl",
  "carla",
  "carter",
  "mar",
  "mario",
  "marter",
  "smit",
  "smith",
  "smiht",
  "c",
  "s",
  "card",
];
const PEOPLE = 300;

type Person = { id: string; words: string[]; day: string };

const database = testDatabase();
let ctx: Ctx;
const people: Person[] = [];

/** The same in each run. */
function pick<T>(from: readonly T[], seed: number): T {
  const mixed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) >>> 0;
  return from[mixed % from.length] as T;
}

beforeAll(async () => {
  const { owner } = database();
  ctx = await givenContext(owner, "clinician");
  for (let i = 0; i < PEOPLE; i++) {
    const words = [
      ...new Set([
        pick(PARTS, i * 7 + 1),
        pick(PARTS, i * 13 + 5),
        ...(i % 3 ? [] : [pick(PARTS, i * 17 + 3)]),
      ]),
    ];
    const day = `2026-10-${String(1 + (i % 28)).padStart(2, "0")}`;
    const [familyName = "", ...given] = words;
    const { id } = await givenPatient(owner, ctx.tenant.id, {
      familyName,
      givenName: given.join(" "),
      mrn: `B${i}`,
      lastSeenAt: `${day}T09:00:00Z`,
    });
    people.push({ id, words, day });
  }
});

/** Every page of a search, one after the other. */
async function searchAll(q: string, limit: number): Promise<{ items: PatientHit[]; total: number }> {
  const items: PatientHit[] = [];
  let cursor: string | undefined;
  let total = -1;
  do {
    const page = await withTenant(ctx, (tx) => loadSearchPage(tx, ctx.tenant, { q, limit, cursor }));
    if (total < 0) total = page.total.value;
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return { items, total };
}

/** Each of the words begins a word of its own. */
function beginsAll(words: readonly string[], name: readonly string[]): boolean {
  const [first, ...rest] = words;
  if (first === undefined) return true;
  return name.some((word, i) => word.startsWith(first) && beginsAll(rest, name.toSpliced(i, 1)));
}

const inOrder = (a: Person, b: Person) => (a.day === b.day ? (a.id < b.id ? 1 : -1) : a.day < b.day ? 1 : -1);

function byTheBook(q: string): { exact: string[]; prefix: string[] } {
  const words = q.split(" ");
  const isExact = (p: Person) => words.every((word) => p.words.includes(word));
  const sure = people.filter((p) => beginsAll(words, p.words)).sort(inOrder);
  return {
    exact: sure.filter(isExact).map((p) => p.id),
    prefix: sure.filter((p) => !isExact(p)).map((p) => p.id),
  };
}

const ONE_WORD = ["c", "s", "ca", "car", "carl", "card", "mar", "smi", "smit", "smith", "carter", "mart"];
const WORDS = [
  "car smith",
  "smith car",
  "carter m",
  "m carter",
  "smith s",
  "car car",
  "c s",
  "ma ca",
  "carl mar",
  "s smit",
];

describe.each([...ONE_WORD, ...WORDS])("a search for %s", (q) => {
  test.each([4, 50])("finds each patient once, in the order of the list, in pages of %i", async (limit) => {
    const { exact, prefix } = byTheBook(q);
    const { items, total } = await searchAll(q, limit);
    const idsOf = (match: string) => items.filter((hit) => hit.match === match).map((hit) => hit.id);
    expect(exact.length + prefix.length).toBeGreaterThan(0);
    expect(idsOf("exact")).toEqual(exact);
    expect(idsOf("prefix")).toEqual(prefix);
    expect(new Set(items.map((hit) => hit.id)).size).toBe(items.length);
    if (exact.length + prefix.length >= 5) expect(total).toBe(items.length);
  });
});

test.each(ONE_WORD)("a beginning that is known as a common one finds the same: %s", async (q) => {
  const before = (await searchAll(q, 6)).items.filter((hit) => hit.match !== "fuzzy");
  noteCommon(ctx.tenant.id, q, 1_000_000);
  expect((await searchAll(q, 6)).items).toEqual(before);
  const page = await withTenant(ctx, (tx) => loadSearchPage(tx, ctx.tenant, { q, limit: 6 }));
  expect(page.total).toEqual({ value: 1_000, capped: true });
});

test("what is common in one clinic is counted in another", async () => {
  const other = await givenContext(database().owner, "clinician", "other");
  noteCommon(ctx.tenant.id, "ca", 1_000_000);
  const page = await withTenant(other, (tx) => loadSearchPage(tx, other.tenant, { q: "ca", limit: 6 }));
  expect(page.total.capped).toBe(false);
});

test.each(["smitx", "smxth", "ctrter", "crater", "cartter", "mrio", "carter smixh", "smihx car", "xario"])(
  "%s finds everybody with a word one typo away, and nobody else",
  async (q) => {
    const words = q.split(" ");
    const isNear = (word: string, of: readonly string[]) =>
      of.some((other) => other.startsWith(word) || (word.length >= 4 && isOneTypo(word, other)));
    const near = people.filter((p) => words.every((word) => isNear(word, p.words)));
    const whole = people.filter((p) =>
      words.every((word) =>
        p.words.some(
          (other) =>
            other.startsWith(word) ||
            (word.length >= 4 && other.length <= word.length + 1 && isOneTypo(word, other)),
        ),
      ),
    );
    const found = new Set((await searchAll(q, 50)).items.map((hit) => hit.id));
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.filter((p) => !found.has(p.id))).toEqual([]);
    expect([...found].filter((id) => !near.some((p) => p.id === id))).toEqual([]);
  },
);

test("nobody's name finds nobody", async () => {
  expect((await searchAll(`q${randomUUID().slice(0, 3).replaceAll(/\d/g, "x")}zzz`, 20)).items).toEqual([]);
});
