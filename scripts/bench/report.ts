import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";

/** What a benchmark gives: rows of figures for the table, notes for the aims that were missed, plans when asked for. */
export type BenchResult = {
  name: string;
  rows: Record<string, string | number | boolean | null>[];
  notes: string[];
  plans?: Record<string, string>;
};

export type Machine = { cpu: string; cores: number; memoryGiB: number; node: string; commit: string };

/** Where and on which commit the figures were taken. */
export function describeMachine(): Machine {
  const [first] = cpus();
  return {
    cpu: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    commit: commit(),
  };
}

function commit(): string {
  try {
    const id = execFileSync("git", ["rev-parse", "--short=10", "HEAD"], { encoding: "utf8" }).trim();
    const changes = execFileSync("git", ["status", "--porcelain", "-uno"], { encoding: "utf8" }).trim();
    return changes ? `${id} with uncommitted changes` : id;
  } catch {
    return "unknown";
  }
}

/** A table in plain text, columns as wide as their content. */
export function renderTable(rows: BenchResult["rows"]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (row: BenchResult["rows"][number], column: string) => String(row[column] ?? "");
  const width = (column: string) => Math.max(column.length, ...rows.map((row) => cell(row, column).length));
  const line = (cells: string[]) => cells.join("  ").trimEnd();
  const isNumber = (column: string) =>
    rows.every((row) => row[column] === undefined || row[column] === null || typeof row[column] === "number");
  const pad = (text: string, column: string) =>
    isNumber(column) ? text.padStart(width(column)) : text.padEnd(width(column));
  return [
    line(columns.map((c) => pad(c, c))),
    ...rows.map((row) => line(columns.map((c) => pad(cell(row, c), c)))),
  ].join("\n");
}
