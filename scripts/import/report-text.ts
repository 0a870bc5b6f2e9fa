import type { ImportReport } from "@/lib/ingest";

const LISTED_MAX = 20;
const COLUMNS = ["created", "updated", "unchanged", "rejected"] as const;

function countsTable(resources: ImportReport["resources"]): string[] {
  const totals = { created: 0, updated: 0, unchanged: 0, rejected: 0 };
  for (const counts of Object.values(resources))
    for (const column of COLUMNS) totals[column] += counts[column];
  const rows = [...Object.entries(resources), ["Total", totals] as const];
  const width = Math.max(...rows.map(([type]) => type.length), 8);
  const cells = (values: readonly string[]): string => values.map((value) => value.padStart(10)).join("");
  const head = `${"".padEnd(width)}${cells(COLUMNS)}`;
  return [
    head,
    ...rows.map(
      ([type, counts]) => `${type.padEnd(width)}${cells(COLUMNS.map((column) => String(counts[column])))}`,
    ),
  ];
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

function section<T>(title: string, items: readonly T[], line: (item: T) => string): string[] {
  if (items.length === 0) return [];
  // A file may hold what would steer the terminal.
  const shown = items.slice(0, LISTED_MAX).map((item) => `  ${line(item).replace(/\p{Cc}/gu, "�")}`);
  const more =
    items.length > LISTED_MAX ? [`  … and ${items.length - LISTED_MAX} more; --json lists all`] : [];
  return ["", title, ...shown, ...more];
}

function placeOf({ file, index }: { file: string; index: number | null }): string {
  return index === null ? file : `${file} [${index}]`;
}

/** The report of an import for a person: counts by type, then what did not go in or lead anywhere, shortened. */
export function reportText(report: ImportReport): string {
  const { resources, rejected, unresolved, withoutEntry, completed, files, ignored, seconds } = report;
  const nameOf = (type: string | null, id: string | null): string => [type, id].filter(Boolean).join("/");
  const lines = [
    ...(Object.keys(resources).length > 0
      ? countsTable(resources)
      : [rejected.length > 0 ? "Nothing was imported." : "There was nothing to import."]),
    ...section(`Rejected: ${rejected.length}`, rejected, (one) =>
      [placeOf(one), nameOf(one.resourceType, one.id), one.reason].filter(Boolean).join(" – "),
    ),
    ...section(
      `References without a target, kept as written: ${unresolved.length}`,
      unresolved,
      (one) => `${one.from} → ${one.reference}`,
    ),
    ...section(
      `Without a journal entry: ${withoutEntry.length}`,
      withoutEntry,
      (one) => `${nameOf(one.resourceType, one.id)} – ${one.reason}`,
    ),
    "",
    `${plural(files, "file")}${ignored > 0 ? `, ${ignored} of other kinds left out` : ""}; ${plural(completed, "reference")} completed; ${seconds.toFixed(1)} s`,
  ];
  return `${lines.join("\n")}\n`;
}
