import type { BenchSite } from "./bench-site";
import { driftOf, least } from "./drift";
import { childrenOf, memoryOfGroup, openDescriptors, residentMB } from "./read-processes";
import type { BenchResult } from "./report";
import { round } from "./stats";

/** What the product held at one moment; null where it cannot be known. */
export type Sample = {
  webMB: number | null;
  descriptors: number | null;
  connections: number | null;
  supervisorMB: number | null;
  databaseMB: number | null;
  sharedMB: number | null;
};

const WEB_MB_MAX = 350;
/** 63 of 60 is exactly 5 % and does not miss it, whatever the last bit says. */
const DRIFT_MAX = 0.05 + 1e-9;
/** What must not grow. The pages that PostgreSQL shares are a cache, which fills. */
const FLAT: Partial<Record<keyof Sample, string>> = {
  webMB: "memory of the web process",
  descriptors: "descriptors of the web process",
  connections: "database connections",
  supervisorMB: "memory of the supervising process",
  databaseMB: "memory of PostgreSQL's own",
};

/** Looks at the processes and, through the owner, at the connections of the application's role; at PostgreSQL's memory only when told, because that takes long. */
export async function takeSample(
  { database, processes }: BenchSite,
  appRole: string,
  { withDatabase }: { withDatabase: boolean },
): Promise<Sample> {
  const [row] = await database.owner<{ n: number }[]>`
    SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = ${appRole} AND datname = current_database()`;
  const web = processes.web();
  const server = processes.database;
  const group =
    server === null || !withDatabase ? null : await memoryOfGroup([server, ...childrenOf(server)]);
  return {
    webMB: web === null ? null : residentMB(web),
    descriptors: web === null ? null : openDescriptors(web),
    connections: row?.n ?? null,
    supervisorMB: processes.supervisor === null ? null : residentMB(processes.supervisor),
    databaseMB: group && group.ownMB > 0 ? group.ownMB : null,
    sharedMB: group && group.sharedMB > 0 ? group.sharedMB : null,
  };
}

/** A minute's least of each: between two garbage collections memory goes up and down by more than it may grow. */
export function leastOf(samples: readonly Sample[]): Sample {
  const of = (key: keyof Sample) => least(samples.map((sample) => sample[key]));
  return {
    webMB: of("webMB"),
    descriptors: of("descriptors"),
    connections: of("connections"),
    supervisorMB: of("supervisorMB"),
    databaseMB: of("databaseMB"),
    sharedMB: of("sharedMB"),
  };
}

/** Columns of a table's row. */
export function toColumns(sample: Sample): BenchResult["rows"][number] {
  const shown = (value: number | null) => (value === null ? null : round(value));
  return {
    "web MB": shown(sample.webMB),
    descriptors: sample.descriptors,
    connections: sample.connections,
    "supervisor MB": shown(sample.supervisorMB),
    "PostgreSQL MB": shown(sample.databaseMB),
    "shared MB": shown(sample.sharedMB),
  };
}

/** The aims missed by minutes of which the first was to warm up. `webPeakMB` is the most of all samples. */
export function judgeSoak(minutes: readonly Sample[], webPeakMB: number | null): string[] {
  const settled = minutes.slice(1);
  const notes: string[] = [];
  for (const [key, what] of Object.entries(FLAT)) {
    const series = settled.map((sample) => sample[key as keyof Sample]);
    const drift = driftOf(series);
    if (drift !== null && drift > DRIFT_MAX) {
      const shown = series.map((value) => (value === null ? "?" : round(value))).join(", ");
      notes.push(`${what} strays by ${(drift * 100).toFixed(1)} % from minute 2 on (${shown}), aim 5 %.`);
    }
  }
  if (webPeakMB !== null && webPeakMB > WEB_MB_MAX)
    notes.push(`the web process held ${Math.round(webPeakMB)} MB, aim ${WEB_MB_MAX} MB.`);
  if (minutes.some(({ webMB }) => webMB === null))
    notes.push("memory and descriptors are not known: this system has no /proc.");
  return notes;
}
