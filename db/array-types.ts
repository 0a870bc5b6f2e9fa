import type { PostgresType } from "postgres";

type Element = { parse: (text: string) => unknown; serialize: (value: never) => string };

/** The elements of a PostgreSQL array, nested as the array is; an element NULL is `null`. */
export function parseArray(text: string, parse: (element: string) => unknown): unknown[] {
  // Bounds that do not begin at 1 stand before the array: [0:1]={a,b}.
  let at = text.indexOf("{");
  const level = (): unknown[] => {
    const found: unknown[] = [];
    at++;
    while (text[at] !== "}" && at < text.length) {
      if (text[at] === ",") at++;
      else if (text[at] === "{") found.push(level());
      else if (text[at] === '"') found.push(parse(quoted()));
      else found.push(bare());
    }
    at++;
    return found;
  };
  const quoted = (): string => {
    let element = "";
    for (at++; text[at] !== '"' && at < text.length; at++) {
      if (text[at] === "\\") at++;
      element += text[at];
    }
    at++;
    return element;
  };
  const bare = (): unknown => {
    const from = at;
    while (text[at] !== "," && text[at] !== "}" && at < text.length) at++;
    const element = text.slice(from, at);
    return element === "NULL" ? null : parse(element);
  };
  return level();
}

/** A PostgreSQL array of these elements; every element quoted, so that none is taken for NULL or for two. */
export function toArrayText(values: unknown, serialize: Element["serialize"]): string {
  // Written as an array already: `{a,b}`.
  if (!Array.isArray(values)) return String(values);
  const elements = values.map((value) => {
    if (Array.isArray(value)) return toArrayText(value, serialize);
    if (value === null || value === undefined) return "NULL";
    return `"${serialize(value as never).replace(/[\\"]/g, "\\$&")}"`;
  });
  return `{${elements.join(",")}}`;
}

const asIs: Element = { parse: (text) => text, serialize: String };
const number: Element = { parse: Number, serialize: String };
const boolean: Element = { parse: (text) => text === "t", serialize: (value) => (value ? "t" : "f") };
const bytes: Element = {
  parse: (text) => Buffer.from(text.slice(2), "hex"),
  serialize: (value: Uint8Array) => `\\x${Buffer.from(value).toString("hex")}`,
};

// The array types of PostgreSQL itself, whose numbers are the same in every database (pg_type.dat), by how an element is read.
const TEXTS = [199, 651, 1002, 1003, 1009, 1014, 1015, 1016, 1041, 1115, 1182, 1187, 1231, 2951];
const NUMBERS = [1005, 1007, 1021, 1022, 1028];
const OID = { boolean: 1000, bytes: 1001, instant: 1185, jsonb: 3807 };

function arrayOf(oid: number, element: Element): PostgresType {
  return {
    to: oid,
    from: [oid],
    serialize: (values: unknown) => toArrayText(values, element.serialize),
    parse: (text: string) => parseArray(text, element.parse),
  };
}

/**
 * How arrays cross the wire. The driver would ask each new connection for them, and end the process when the connection is lost
 * meanwhile (its fetchArrayTypes rejects where nobody listens).
 */
export function arrayTypes(elements: { instant: Element; jsonb: Element }): Record<string, PostgresType> {
  const rows = [
    ...TEXTS.map((oid) => [oid, asIs] as const),
    ...NUMBERS.map((oid) => [oid, number] as const),
    [OID.boolean, boolean] as const,
    [OID.bytes, bytes] as const,
    [OID.instant, elements.instant] as const,
    [OID.jsonb, elements.jsonb] as const,
  ];
  return Object.fromEntries(rows.map(([oid, element]) => [`array_${oid}`, arrayOf(oid, element)]));
}
