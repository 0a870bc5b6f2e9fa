import "server-only";
import { isRecord } from "./is-record";

// What these extensions tell is true of one value alone: its parts, its reading, why it is not there.
const OF_ONE_VALUE =
  /\/StructureDefinition\/(data-absent-reason|humanname-|iso21090-|contactpoint-(area|country|extension|local)|rendered-value|translation)/;

type Extended = { id?: string; extension?: { url?: string }[] };

/** Takes away those extensions of an element that describe the value it had. The others, and its id, stay. */
export function dropValueExtensions(element: object): void {
  const { extension } = element as Extended;
  if (!Array.isArray(extension)) return;
  const kept = extension.filter(({ url }) => !OF_ONE_VALUE.test(url ?? ""));
  if (kept.length === extension.length) return;
  if (kept.length > 0) Reflect.set(element, "extension", kept);
  else Reflect.deleteProperty(element, "extension");
}

/**
 * Sets a primitive member, or takes it away (null, ""). What stands beside it in `_key` (FHIR R4, json.html#primitive) stays,
 * but for the extensions that describe the value it had. Nothing happens when it says so already.
 */
export function setPrimitive(holder: object, key: string, value: string | null): void {
  if ((Reflect.get(holder, key) ?? "") === (value ?? "")) return;
  if (value) Reflect.set(holder, key, value);
  else Reflect.deleteProperty(holder, key);
  const beside: unknown = Reflect.get(holder, `_${key}`);
  if (!isRecord(beside)) return;
  dropValueExtensions(beside);
  if (Object.keys(beside).length === 0) Reflect.deleteProperty(holder, `_${key}`);
}

type Slot = { value: string | null; beside: unknown };
type Spoken = Slot & { units: string[] };

function slotsOf(holder: object, key: string): Slot[] {
  const listAt = (name: string): unknown[] => {
    const list: unknown = Reflect.get(holder, name);
    return Array.isArray(list) ? list : [];
  };
  const [values, besides] = [listAt(key), listAt(`_${key}`)];
  return Array.from({ length: Math.max(values.length, besides.length) }, (_, at) => {
    const value = values[at];
    return { value: typeof value === "string" ? value : null, beside: besides[at] ?? null };
  });
}

/**
 * Rewrites a repeating primitive (`given`, `line`) so that its elements say `units`, one after the other. `unitsOf` parts an
 * element's text into units: words of a name, lines of an address. An element whose units are still wanted stays whole and keeps
 * what stands beside it in `_key`, wherever it moves; those without a value (masked, unknown) stay in their place. Both lists
 * come out equally long, filled with null (FHIR R4, json.html#primitive).
 */
export function rewriteList(
  holder: object,
  key: string,
  { units, unitsOf }: { units: readonly string[]; unitsOf: (text: string) => string[] },
): void {
  const slots = slotsOf(holder, key);
  const unused = slots.flatMap((slot): Spoken[] => {
    const own = slot.value === null ? [] : unitsOf(slot.value);
    return own.length > 0 ? [{ ...slot, units: own }] : [];
  });
  const result: Slot[] = [];
  for (let at = 0; at < units.length; ) {
    const taken = takeSpoken(unused, units.slice(at));
    result.push(taken ?? { value: units[at] ?? null, beside: null });
    at += taken?.units.length ?? 1;
  }
  for (const [at, slot] of slots.entries()) {
    if (slot.value === null) result.splice(at, 0, slot);
  }
  writeList(holder, key, result);
}

/** The longest element that says what comes next; it is taken out of `unused`. */
function takeSpoken(unused: Spoken[], next: readonly string[]): Spoken | undefined {
  let best = -1;
  for (const [at, { units }] of unused.entries()) {
    const isNext = units.every((unit, index) => unit === next[index]);
    if (isNext && units.length > (unused[best]?.units.length ?? 0)) best = at;
  }
  return best === -1 ? undefined : unused.splice(best, 1)[0];
}

function writeList(holder: object, key: string, slots: readonly Slot[]): void {
  const write = (name: string, list: readonly unknown[]): void => {
    if (list.every((item) => item === null)) Reflect.deleteProperty(holder, name);
    else Reflect.set(holder, name, list);
  };
  write(
    key,
    slots.map(({ value }) => value),
  );
  write(
    `_${key}`,
    slots.map(({ beside }) => beside),
  );
}
