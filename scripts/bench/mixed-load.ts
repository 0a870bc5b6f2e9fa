import type { BenchSite } from "./bench-site";
import { childrenOf, processorMs } from "./read-processes";
import type { BenchResult } from "./report";
import { percentiles, round, timeEach } from "./stats";

export const CLIENTS = 16;

/** What the machine did for a request, by process, in CPU-ms; null where it cannot be known. */
type Work = { web: number | null; database: number | null };

/**
 * Sends `paths` from sixteen clients at once, each as soon as its answer is there: times, requests a second, and the processor time that
 * the web process and PostgreSQL spent on each. The load generator is on the same machine and is not counted.
 */
export async function measureMixed(
  site: BenchSite,
  paths: readonly string[],
  ask: (path: string) => Promise<unknown>,
): Promise<BenchResult["rows"][number] & { "per second": number }> {
  const before = workOf(site);
  const started = performance.now();
  const times = await timeEach(paths, CLIENTS, ask);
  const seconds = (performance.now() - started) / 1_000;
  const after = workOf(site);
  const each = (key: keyof Work) => {
    const [from, to] = [before[key], after[key]];
    return from === null || to === null ? null : round((to - from) / paths.length);
  };
  return {
    ...percentiles(times),
    "per second": Math.round(paths.length / seconds),
    "node CPU-ms": each("web"),
    "PostgreSQL CPU-ms": each("database"),
  };
}

function workOf({ processes }: BenchSite): Work {
  const web = processes.web();
  const { database } = processes;
  return {
    web: web === null ? null : processorMs(web),
    // A backend that ends meanwhile is counted by its parent.
    database:
      database === null
        ? null
        : [database, ...childrenOf(database)].reduce((sum, pid) => sum + (processorMs(pid) ?? 0), 0),
  };
}
