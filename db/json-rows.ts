import "server-only";

/** A row for json_to_recordset: plain columns, and members that are JSON text already and must stay as they are. */
export type JsonRow = { columns: Record<string, unknown>; json?: Record<string, string | null> };

/**
 * Rows as the text of one JSON array, for `json_to_recordset(${text}::text::json)`. JSON texts are embedded unparsed, so a
 * column of type json keeps the digits of its decimals.
 */
export function toJsonRows(rows: readonly JsonRow[]): string {
  const texts = rows.map(({ columns, json = {} }) => {
    const plain = JSON.stringify(columns).slice(1, -1);
    const raw = Object.entries(json).map(([key, text]) => `${JSON.stringify(key)}:${text ?? "null"}`);
    return `{${[plain, ...raw].filter(Boolean).join(",")}}`;
  });
  return `[${texts.join(",")}]`;
}
