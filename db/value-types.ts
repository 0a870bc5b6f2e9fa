import type { PostgresType } from "postgres";
import { arrayTypes } from "./array-types";

const OID = { json: 114, date: 1082, timestamp: 1114, timestamptz: 1184, jsonb: 3802 };

// "2026-11-21 10:00:00.5+00", as PostgreSQL writes it with DateStyle ISO and TimeZone UTC.
const UTC_INSTANT = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/;

/** ISO 8601 in UTC with three digits of seconds, or six when the database has more; "infinity" and years BC stay as they are. */
export function toIsoInstant(text: string): string {
  const match = UTC_INSTANT.exec(text);
  if (!match) return text;
  const fraction = (match[3] ?? "").padEnd(3, "0");
  return `${match[1]}T${match[2]}.${fraction.length > 3 ? fraction.padEnd(6, "0") : fraction}Z`;
}

function asText(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

/**
 * How values cross the wire. A JS Date has milliseconds and a zone, a JS number 53 bits: dates, instants, numeric and int8 stay
 * strings. `json` is text both ways, because parsing it would lose digits of decimals; `jsonb` is parsed.
 */
export const valueTypes: Record<string, PostgresType> = {
  date: { to: OID.date, from: [OID.date, OID.timestamp], serialize: asText, parse: (raw: string) => raw },
  instant: { to: OID.timestamptz, from: [OID.timestamptz], serialize: asText, parse: toIsoInstant },
  json: {
    to: OID.json,
    from: [OID.json],
    serialize: (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value)),
    parse: (raw: string) => raw,
  },
  jsonb: {
    to: OID.jsonb,
    from: [OID.jsonb],
    serialize: (value: unknown) => JSON.stringify(value),
    parse: JSON.parse,
  },
  ...arrayTypes({
    instant: { parse: toIsoInstant, serialize: asText },
    jsonb: { parse: (raw) => JSON.parse(raw), serialize: (value) => JSON.stringify(value) },
  }),
};
