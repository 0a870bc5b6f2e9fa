import "server-only";
import type { Patient } from "@medplum/fhirtypes";
import type { FieldChange } from "./schema";

const LETTERS_MAX = 300;
// Parts of which a form shows one element, or of an element some of its parts.
const FIELD_OF: Record<string, string> = {
  name: "otherNames",
  telecom: "otherTelecom",
  address: "otherAddresses",
  communication: "otherLanguages",
  identifier: "otherIdentifiers",
  contact: "otherContacts",
};
// `id` never changes; a death is shown whole; the others tell of the record and are made anew with it.
const LEFT_OUT = new Set(["resourceType", "id", "meta", "text", "deceasedBoolean", "deceasedDateTime"]);
// What kind of thing an element is: gone or come with its value, it needs no words of its own.
const KINDS = new Set(["system", "use", "type", "period", "rank", "preferred"]);

/** A value with the names that lead to it: `["period", "start"]`. */
type Leaf = { path: string[]; value: string };

/** The differences between two versions of a patient that the words of `shown` do not tell. */
export function otherChanges(then: Patient, now: Patient, shown: readonly FieldChange[]): FieldChange[] {
  const told = {
    before: wordsIn(shown.map(({ before }) => before ?? "").join(" ")),
    after: wordsIn(shown.map(({ after }) => after ?? "").join(" ")),
  };
  const keys = new Set([...Object.keys(then), ...Object.keys(now)]);
  return [...keys].flatMap((key) => {
    if (LEFT_OUT.has(key)) return [];
    const { gone, come } = leavesApart(listOf(Reflect.get(then, key)), listOf(Reflect.get(now, key)), told);
    const [before, after] = [textOf(gone), textOf(come)];
    return before || after
      ? [{ field: FIELD_OF[key] ?? key, before: before || null, after: after || null }]
      : [];
  });
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

type Told = { before: ReadonlySet<string>; after: ReadonlySet<string> };

/** The leaves that only the one list has, and those that only the other has. Elements that differ are held against each other in order. */
function leavesApart(then: unknown[], now: unknown[], told: Told): { gone: Leaf[]; come: Leaf[] } {
  const [old, next] = [without(then, now, JSON.stringify), without(now, then, JSON.stringify)];
  const gone: Leaf[] = [];
  const come: Leaf[] = [];
  for (let at = 0; at < Math.max(old.length, next.length); at++) {
    const [was, is] = [leavesOf(old[at]), leavesOf(next[at])];
    const isPair = at < old.length && at < next.length;
    gone.push(...untold(isPair ? without(was, is, keyOf) : was, told.before, isPair));
    come.push(...untold(isPair ? without(is, was, keyOf) : is, told.after, isPair));
  }
  return { gone, come };
}

/** Those of the leaves whose words are not told already; of an element that is gone or come as a whole all, or none when it is told. */
function untold(leaves: readonly Leaf[], told: ReadonlySet<string>, isPair: boolean): Leaf[] {
  const isTold = ({ value }: Leaf): boolean => [...wordsIn(value)].every((word) => told.has(word));
  if (isPair) return leaves.filter((leaf) => !isTold(leaf));
  const values = leaves.filter(({ path }) => !path.some((name) => KINDS.has(name)));
  return values.length > 0 && values.every(isTold) ? [] : [...leaves];
}

/** What a list has more of than another, by a key; of several alike as many as it has more. */
function without<T>(list: readonly T[], others: readonly T[], toKey: (one: T) => string): T[] {
  const left = Map.groupBy(others, toKey);
  return list.filter((one) => left.get(toKey(one))?.pop() === undefined);
}

function leavesOf(value: unknown, path: string[] = []): Leaf[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [{ path, value: String(value) }];
  if (Array.isArray(value)) return value.flatMap((each) => leavesOf(each, path));
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, [...path, name]));
}

function keyOf({ path, value }: Leaf): string {
  return JSON.stringify([path, value]);
}

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.split(/[\s,;]+/).filter(Boolean));
}

function textOf(leaves: readonly Leaf[]): string {
  const text = leaves.map(({ path, value }) => [path.at(-1), value].filter(Boolean).join(" ")).join(", ");
  return text.length > LETTERS_MAX ? `${text.slice(0, LETTERS_MAX - 1).toWellFormed()}…` : text;
}
