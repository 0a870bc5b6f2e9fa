import "server-only";
import { IDENTIFIER_LETTERS_MAX, isRecord } from "@/lib/fhir";
import { SOURCE_ID } from "./identity";
import type { Identifier } from "./schema";

/**
 * The business identifiers a resource can be looked up by, each once. Left out are those longer than the index holds, and those that
 * claim to be the id of an imported file: by that name a later file would be taken for this resource.
 */
export function identifiersOf(resource: object): Identifier[] {
  const identifier: unknown = Reflect.get(resource, "identifier");
  const found = new Map<string, Identifier>();
  for (const one of Array.isArray(identifier) ? identifier : [identifier]) {
    if (!isRecord(one) || typeof one.value !== "string" || one.value === "") continue;
    const { value } = one;
    const system = typeof one.system === "string" ? one.system : "";
    if (system === SOURCE_ID || value.length + system.length > IDENTIFIER_LETTERS_MAX) continue;
    found.set(`${system}|${value}`, { system, value });
  }
  return [...found.values()];
}
