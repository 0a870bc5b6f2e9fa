/** One row of a list field: text by the name of its column, "" for what is not recorded. */
export type RowText = Readonly<Record<string, string>>;

/**
 * A list as the text of one field, so that drafts, conflicts and saves treat it as any other; "" for a list of nothing. Rows in which
 * nothing stands are left out: they are only begun.
 */
export function writeRows(rows: readonly RowText[], columns: readonly string[]): string {
  const said = rows.filter(saysSomething).map((row) => columns.map((column) => row[column]?.trim() ?? ""));
  return said.length > 0 ? JSON.stringify(said) : "";
}

/** The rows of such a text. What is none, left by another version of the program, is an empty list. */
export function readRows(text: string, columns: readonly string[]): RowText[] {
  try {
    const rows: unknown = JSON.parse(text);
    if (!Array.isArray(rows)) return [];
    return rows
      .filter((row) => Array.isArray(row))
      .map((row: unknown[]) =>
        Object.fromEntries(columns.map((column, at) => [column, String(row[at] ?? "")])),
      );
  } catch {
    return [];
  }
}

/** The rows as somebody reads them: one a line, its parts with commas between. */
export function rowsInWords(text: string, columns: readonly string[]): string {
  return readRows(text, columns)
    .map((row) =>
      columns
        .map((column) => row[column])
        .filter(Boolean)
        .join(", "),
    )
    .join("\n");
}

export function saysSomething(row: RowText): boolean {
  return Object.values(row).some((text) => text.trim() !== "");
}
