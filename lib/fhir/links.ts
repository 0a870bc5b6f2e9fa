import "server-only";

/** A reference inside a resource: where it stands and what it says. */
export type Link = { holder: object; key: "reference" | "url"; path: string; value: string };

type Found = { links: Link[]; path: string[] };

function visit(value: unknown, found: Found): void {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      if (typeof value[index] !== "object") continue;
      found.path.push(`[${index}]`);
      visit(value[index], found);
      found.path.pop();
    }
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === "object") {
      found.path.push(`.${key}`);
      visit(member, found);
      found.path.pop();
    } else if (typeof member === "string" && isLink(key, member)) {
      found.links.push({ holder: value, key, path: `${found.path.join("").slice(1)}.${key}`, value: member });
    }
  }
}

/** References to something outside the resource. An attachment may point at an entry of its bundle by urn:uuid. */
function isLink(key: string, value: string): key is Link["key"] {
  if (key === "reference") return value !== "" && !value.startsWith("#");
  return key === "url" && value.startsWith("urn:uuid:");
}

/**
 * Every reference of a resource, contained resources and extensions included, in the order they stand.
 * None of a bundle that is kept whole: its references are answered inside it.
 */
export function findLinks(resource: object): Link[] {
  const found: Found = { links: [], path: [] };
  if (Reflect.get(resource, "resourceType") !== "Bundle") visit(resource, found);
  return found.links;
}

/** What a reference asks for. */
export type Wanted =
  | { kind: "identifier"; type: string; system: string; value: string }
  | { kind: "id"; type: string; id: string }
  | { kind: "elsewhere" };

/** The longest identifier, system included, that is indexed and so can be looked for. */
export const IDENTIFIER_LETTERS_MAX = 500;

function tryDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The identifier of a search such as `identifier=system|value`, the only search parameter understood; null for others. */
export function parseIdentifierSearch(search: string): { system: string; value: string } | null {
  const match = /^identifier=([^&]*)$/.exec(search.replace(/^.*\?/, ""));
  const [system, value, ...rest] = tryDecode(match?.[1] ?? "").split("|");
  if (system === undefined || !value || rest.length > 0) return null;
  return system.length + value.length <= IDENTIFIER_LETTERS_MAX ? { system, value } : null;
}

/** Reads a reference that no address in its own file answers. */
export function parseReference(reference: string): Wanted {
  const [, conditionalType, search] = /^([A-Z]\w+)\?(.+)$/.exec(reference) ?? [];
  if (conditionalType && search) {
    const identifier = parseIdentifierSearch(search);
    return identifier ? { kind: "identifier", type: conditionalType, ...identifier } : { kind: "elsewhere" };
  }
  const [, type, id] =
    /^([A-Z]\w+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(reference) ?? [];
  if (type && id) return { kind: "id", type, id };
  const urn = /^urn:uuid:([0-9a-fA-F-]{36})$/.exec(reference)?.[1];
  return urn ? { kind: "id", type: "", id: urn } : { kind: "elsewhere" };
}
