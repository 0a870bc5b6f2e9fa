import "server-only";
import type { InternalSchemaElement, InternalTypeSchema } from "@medplum/core";
import { findClosedCodes, findDefinition } from "./fhir-definitions";
import { isRecord } from "./is-record";
import { findActiveContent } from "./narrative";

// FHIR R4, datatypes.html#id and #dateTime: a time never comes without its zone.
const ID = /^[A-Za-z0-9\-.]{1,64}$/;
const TIME_WITHOUT_ZONE = /T[0-9:.]+$/;

type Choice = { element: InternalSchemaElement; type: string };

function choiceOf(definition: InternalTypeSchema, key: string): Choice | undefined {
  for (const [name, element] of Object.entries(definition.elements)) {
    if (!name.endsWith("[x]")) continue;
    const base = name.slice(0, -3);
    if (!key.startsWith(base)) continue;
    const suffix = key.slice(base.length);
    const type = element.type.find(({ code }) => code[0]?.toUpperCase() + code.slice(1) === suffix);
    if (type) return { element, type: type.code };
  }
  return undefined;
}

function elementOf(definition: InternalTypeSchema, key: string): Choice | undefined {
  const element = definition.elements[key];
  const type = element?.type[0]?.code;
  return element && type !== undefined ? { element, type } : choiceOf(definition, key);
}

class ShapeCheck {
  readonly faults: string[] = [];

  resource(value: object, path: string): void {
    const type: unknown = Reflect.get(value, "resourceType");
    const id: unknown = Reflect.get(value, "id");
    if (id !== undefined && !(typeof id === "string" && ID.test(id))) {
      this.faults.push(`Invalid id: letters, digits, "-" and ".", at most 64 (${path}.id)`);
    }
    if (typeof type === "string") this.members(value, type, path);
  }

  private members(value: object, type: string, path: string): void {
    const definition = findDefinition(type);
    if (!definition) return;
    for (const [key, member] of Object.entries(value)) {
      if (key.startsWith("_") || key === "resourceType") continue;
      // Unknown members are reported by the structure rules.
      const found = elementOf(definition, key);
      if (!found) continue;
      const isClosed = found.element.binding?.strength === "required";
      this.member(member, found, `${path}.${key}`, isClosed ? findClosedCodes(type, key) : undefined);
    }
  }

  private member(value: unknown, found: Choice, path: string, codes: ReadonlySet<string> | undefined): void {
    if (Array.isArray(value) !== found.element.isArray) {
      this.faults.push(
        `${found.element.isArray ? "Expected a list" : "Expected one value, not a list"} (${path})`,
      );
      return;
    }
    if (!Array.isArray(value)) {
      this.one(value, found.type, path, codes);
      return;
    }
    if (value.length === 0) this.faults.push(`A list may not be empty (${path})`);
    for (const [index, item] of value.entries()) this.one(item, found.type, `${path}[${index}]`, codes);
  }

  private one(value: unknown, type: string, path: string, codes: ReadonlySet<string> | undefined): void {
    if (typeof value === "string") this.text(value, type, path, codes);
    else if (isRecord(value) && type === "Resource") this.resource(value, path);
    else if (isRecord(value)) this.members(value, type, path);
  }

  private text(value: string, type: string, path: string, codes: ReadonlySet<string> | undefined): void {
    if (codes && !codes.has(value)) this.faults.push(`Unknown code "${value.slice(0, 40)}" (${path})`);
    if (type === "dateTime" && TIME_WITHOUT_ZONE.test(value)) {
      this.faults.push(`A time needs its zone (${path})`);
    }
    const active = type === "xhtml" ? findActiveContent(value) : null;
    if (active) this.faults.push(`The narrative holds active content: ${active} (${path})`);
  }
}

/**
 * What the structure rules of the library leave open: lists that are no lists, empty lists, ids, closed code lists,
 * times without a zone, active content in the narrative. One line per fault, `[]` when there is none.
 */
export function checkShape(resource: object): string[] {
  const check = new ShapeCheck();
  const type: unknown = Reflect.get(resource, "resourceType");
  check.resource(resource, String(type));
  return check.faults;
}
